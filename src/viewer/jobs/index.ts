/** Reconstructions and explanations that the page starts, in processes of their own. */
export type { JobMessage, JobTask } from "./job-messages.ts";
export { JobQueue, type JobQueueOptions } from "./job-queue.ts";
