import { type Packet, RecordingWriter } from "../../../src/formats/pcapng/index.ts";

export const bytes = (length: number, first = 0) => Uint8Array.from({ length }, (_, i) => first + 7 * i);
export const START_US = 1_773_500_966_123_456;

/** Lengths with every remainder modulo four, zero, and one that does not fit into one record. */
export const passed: [Packet["direction"], number, Uint8Array[]][] = [
  ["received", START_US, [bytes(5)]],
  ["received", START_US + 1, [bytes(6), bytes(0), bytes(1, 3)]],
  ["sent", START_US + 2 ** 33, [bytes(2), bytes(300_000), bytes(230_000, 1)]],
  ["received", START_US + 2 ** 33, [bytes(8, 9)]],
];

export function record(path: string, application = "Larmor 1.2.3"): void {
  const writer = new RecordingWriter(path, application);
  for (const each of passed) writer.append(...each);
  writer.close();
}

/** Bytes that are quick to compare. */
export const text = (data: Uint8Array) => Buffer.from(data).toString("base64");
