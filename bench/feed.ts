import { once } from "node:events";
import { connect } from "node:net";
import { measurementOf } from "../src/client/index.ts";
import { MessageReader, serialize } from "../src/mrd/index.ts";
import { MrdFile } from "../src/storage/index.ts";

/** A measurement as the bytes that a client sends, held in memory so that no disk is measured. */
export interface Stream {
  readonly header: Buffer;
  /** Readouts, in pieces of about a megabyte. */
  readonly pieces: readonly Buffer[];
  readonly bytes: number;
}

/** Loads the first group of a file. */
export async function loadStream(path: string): Promise<Stream> {
  const file = await MrdFile.open(path);
  const measurement = measurementOf(file.group(), { waveforms: false });
  const pieces: Buffer[] = [];
  let pending: Uint8Array[] = [];
  let size = 0;
  let bytes = 0;
  const flush = () => {
    pieces.push(Buffer.concat(pending));
    bytes += size;
    [pending, size] = [[], 0];
  };
  for (const message of measurement.messages()) {
    for (const piece of serialize(message)) {
      pending.push(piece);
      size += piece.length;
    }
    if (size >= 2 ** 20) flush();
  }
  pending.push(...serialize({ kind: "close" }));
  size += 2;
  flush();
  file.close();
  return { header: Buffer.concat(serialize({ kind: "header", text: measurement.header })), pieces, bytes };
}

export interface Timing {
  /** From connecting to the server's CLOSE. */
  readonly seconds: number;
  readonly firstImageMs: number;
  /** From the last byte handed to the kernel to the last image's last byte. */
  readonly lastImageMs: number;
  readonly images: number;
}

/** Feeds a stream to a server as fast as it takes it. */
export async function feed(port: number, chain: string, stream: Stream): Promise<Timing> {
  const started = performance.now();
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  const reader = new MessageReader();
  let [images, firstImage, lastImage, lastSent] = [0, 0, 0, 0];
  const errors: string[] = [];
  const closed = new Promise<void>((resolve, reject) => {
    socket.on("data", (chunk) => {
      for (const message of reader.push(chunk)) {
        if (message.kind === "image") {
          images += 1;
          lastImage = performance.now();
          firstImage ||= lastImage;
        } else if (message.kind === "text" && message.text.startsWith("ERROR")) errors.push(message.text);
        else if (message.kind === "close") resolve();
      }
    });
    socket.on("error", reject);
    socket.on("close", resolve);
  });
  for (const piece of serialize({ kind: "config-file", name: chain })) socket.write(piece);
  socket.write(stream.header);
  for (const piece of stream.pieces) if (!socket.write(piece)) await once(socket, "drain");
  lastSent = performance.now();
  await closed;
  const ended = performance.now();
  socket.end();
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return {
    seconds: (ended - started) / 1000,
    firstImageMs: firstImage - started,
    lastImageMs: lastImage - lastSent,
    images,
  };
}
