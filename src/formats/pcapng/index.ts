export type { Packet, PacketDirection } from "./pcapng.ts";
export { Recording } from "./recording.ts";
export { RecordingWriter } from "./recording-writer.ts";
