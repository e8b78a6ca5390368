/** The page of `larmor view` and `larmor serve --http`: what it shows, and its server. */
export type { Explanation } from "./api/index.ts";
export { EditableChains, gadgetEntries } from "./chains/index.ts";
export { DataFolder } from "./data/index.ts";
export { ViewedFiles } from "./files/index.ts";
export {
  type AccessOptions,
  answerError,
  chainRoutes,
  dataRoutes,
  fileRoutes,
  listen,
  loopbackNames,
  viewerApp,
} from "./http/index.ts";
export { type JobMessage, JobQueue, type JobTask } from "./jobs/index.ts";
export { AnsweringThread, answerRequests } from "./thread/index.ts";
