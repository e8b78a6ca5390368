export type { Direction, Packet } from "./pcapng.ts";
export { Recording } from "./recording.ts";
export { RecordingWriter } from "./recording-writer.ts";
