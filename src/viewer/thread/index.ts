/** A thread that reads files and chains for the page. */
export { answerRequests } from "./answer-requests.ts";
export { AnsweringThread } from "./answering-thread.ts";
