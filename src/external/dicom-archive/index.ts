/** DICOM archives, to which images are sent by C-STORE from a queue on disk. */
export type { Archive } from "./association.ts";
export { defaultQueueFolder } from "./default-queue.ts";
export { Delivery } from "./delivery.ts";
export { QueueFolder } from "./queue-folder.ts";
