import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { inOrder, MrdFile } from "../src/formats/mrd-hdf5/index.ts";
import { MessageReader, serialize } from "../src/mrd/index.ts";

/** A measurement as the bytes that a client sends, held in memory so that disk access is not measured. */
export interface Stream {
  readonly header: Buffer;
  /** Readouts, in chunks. */
  readonly pieces: readonly Buffer[];
  readonly bytes: number;
}

/** Loads the first group of a file. @param pieceBytes minimum size of a chunk; 0 for one chunk per readout */
export async function loadStream(path: string, pieceBytes = 2 ** 20): Promise<Stream> {
  const file = await MrdFile.open(path);
  const group = file.group();
  const pieces: Buffer[] = [];
  let pending: Uint8Array[] = [];
  let size = 0;
  let bytes = 0;
  const flush = () => {
    if (size === 0) return;
    pieces.push(Buffer.concat(pending));
    bytes += size;
    [pending, size] = [[], 0];
  };
  for (const message of inOrder(group, { waveforms: false, images: false })) {
    for (const piece of serialize(message)) {
      pending.push(piece);
      size += piece.length;
    }
    if (size >= pieceBytes) flush();
  }
  flush();
  const header = Buffer.concat(serialize({ kind: "header", text: group.header ?? "" }));
  file.close();
  return { header, pieces, bytes };
}

export interface FeedOptions {
  /** Number of passes: how often the readouts are sent. */
  readonly times?: number;
  /** Pause before each chunk, to simulate a scanner; without it, chunks are sent as fast as the server accepts them. */
  readonly paceMs?: number;
  /** Parameters of the chain. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface Timing {
  /** Time from connecting to the server's CLOSE. */
  readonly seconds: number;
  /** Time from connecting to the last byte of the first image. */
  readonly firstImageMs: number;
  /** Time from handing the last readout to the kernel to the first and to the last byte of the last image. */
  readonly lastImageBeginsMs: number;
  readonly lastImageMs: number;
  readonly images: number;
}

const CLOSE = Buffer.concat(serialize({ kind: "close" }));

/** Feeds a stream to a server. @param chain its name, or a configuration of Gadgetron in XML */
export async function feed(port: number, chain: string, stream: Stream, options: FeedOptions = {}): Promise<Timing> {
  const { times = 1, paceMs, parameters } = options;
  const started = performance.now();
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  const reader = new MessageReader();
  let [images, firstImage, lastImage, lastSent] = [0, 0, 0, 0];
  /** Times of the first bytes of the message being received, and of those of the last image. */
  let [messageStart, lastImageStart] = [0, 0];
  const errors: string[] = [];
  const closed = new Promise<void>((resolve, reject) => {
    socket.on("data", (chunk) => {
      messageStart ||= performance.now();
      for (const message of reader.push(chunk)) {
        if (message.kind === "image") {
          images += 1;
          lastImage = performance.now();
          [lastImageStart, messageStart] = [messageStart, 0];
          firstImage ||= lastImage;
        } else if (message.kind === "text" && message.text.startsWith("ERROR")) errors.push(message.text);
        else if (message.kind === "close") resolve();
      }
    });
    socket.on("error", reject);
    socket.on("close", resolve);
  });
  const isXml = chain.startsWith("<");
  for (const piece of serialize(isXml ? { kind: "config-text", text: chain } : { kind: "config-file", name: chain }))
    socket.write(piece);
  socket.write(stream.header);
  if (parameters !== undefined)
    for (const piece of serialize({ kind: "text", text: JSON.stringify({ parameters }) })) socket.write(piece);
  for (let time = 0; time < times; time += 1) {
    for (const [i, piece] of stream.pieces.entries()) {
      if (paceMs !== undefined) await pause(paceMs);
      const last = time === times - 1 && i === stream.pieces.length - 1;
      const written = () => {
        if (last) lastSent = performance.now();
      };
      // A whole pass in one write: it is in memory already, and the event loop is not involved in each chunk.
      socket.write(piece, written);
    }
    if (times > 1 && socket.writableNeedDrain) await once(socket, "drain");
  }
  socket.write(CLOSE);
  await closed;
  const ended = performance.now();
  socket.end();
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return {
    seconds: (ended - started) / 1000,
    firstImageMs: firstImage - started,
    lastImageBeginsMs: lastImageStart - lastSent,
    lastImageMs: lastImage - lastSent,
    images,
  };
}
