import { connect, type Socket } from "node:net";
import { type Image, MessageReader, type WireMessage } from "../../src/mrd/index.ts";
import { smallHeader, smallReadout } from "./small-measurement.ts";
import { close, configFile, text } from "./wire-bytes.ts";

/** All messages up to the end. */
export async function received(socket: Socket): Promise<WireMessage[]> {
  const reader = new MessageReader();
  const messages: WireMessage[] = [];
  for await (const chunk of socket) messages.push(...reader.push(chunk as Uint8Array));
  return messages;
}

/** Connects, sends everything, and collects the answer. */
export async function converse(port: number, pieces: readonly Uint8Array[]): Promise<WireMessage[]> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  for (const piece of pieces) socket.write(piece);
  socket.end();
  return received(socket);
}

/** A measurement of one image, for the chain `default`. */
export function oneImage({ size = 8, value = 1 } = {}): Buffer[] {
  const readouts = Array.from({ length: size }, (_, line) => smallReadout(line, 0, size, value));
  return [configFile("default"), text(3, smallHeader(size)), ...readouts, close];
}

/** Pixels of the image in an answer. @throws Error if the answer is not one image and CLOSE */
export function onlyImage(answer: readonly WireMessage[]): Buffer {
  const kinds = answer.map((message) => (message.kind === "text" ? message.text : message.kind));
  if (kinds.join() !== "image,close")
    throw new Error(`expected one image and CLOSE, but received: ${kinds.join(", ")}`);
  const { data } = answer[0] as Image;
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
