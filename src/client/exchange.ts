import type { Duplex } from "node:stream";
import type { Acquisition, ControlMessage, Image, Waveform } from "../mrd/index.ts";
import type { MrdBlock } from "../storage/index.ts";
import { Connection } from "../wire/index.ts";

/** What stands for the header of a file that has none, as FIRE's client sends it. */
const NO_HEADER = "Dummy XML header";

export interface ExchangeRequest {
  /** A chain's name, or its text. */
  readonly config: Extract<ControlMessage, { kind: "config-file" | "config-text" }>;
  /** JSON for the chain's parameters. */
  readonly parameters: string | undefined;
  /** XML; data without one get a text in its place, as FIRE's client sends it. */
  readonly header: string | undefined;
  /** The data. */
  readonly blocks: AsyncIterable<MrdBlock>;
}

/** How far an exchange has come. */
export interface Transfer {
  acquisitions: number;
  waveforms: number;
  images: number;
  bytes: number;
}

export interface ExchangeHandlers {
  /** An image, readout or waveform that the server sent. A promise holds up what the server sends next. */
  onData(message: Acquisition | Waveform | Image): Promise<void> | undefined;
  /** A line that the server sent as a message of this kind, without its trailing line end. */
  onText(text: string, kind: "text" | "error"): void;
  /** After every block that was sent. */
  onSent?(sent: Readonly<Transfer>): void;
}

export interface ExchangeSummary {
  readonly sent: Readonly<Transfer>;
  readonly received: Readonly<Transfer>;
  /** Whether all data were sent before the server ended. */
  readonly complete: boolean;
  /** Whether the server ended with CLOSE, as it should. */
  readonly closed: boolean;
}

/**
 * Sends a measurement and receives what the server makes of it, at the same time. Sending pauses while the server can't
 * take more, and ends early when the server closes. What fails on one side ends the other and the connection.
 * @param stream half-open capable; owned by the exchange from now on
 * @throws MrdError if what the server sends is not MRD; network errors; what the data or the handlers throw
 */
export async function exchange(
  stream: Duplex,
  request: ExchangeRequest,
  handlers: ExchangeHandlers,
): Promise<ExchangeSummary> {
  const connection = new Connection(stream);
  const sent: Transfer = { acquisitions: 0, waveforms: 0, images: 0, bytes: 0 };
  const received: Transfer = { acquisitions: 0, waveforms: 0, images: 0, bytes: 0 };
  let over = false;
  let complete = false;
  let closed = false;

  const receive = async () => {
    for await (const batch of connection.batches()) {
      for (const message of batch) {
        switch (message.kind) {
          case "acquisition":
          case "waveform":
          case "image":
            received[`${message.kind}s`] += 1;
            await handlers.onData(message);
            break;
          case "text":
          case "error":
            handlers.onText(message.text.trimEnd(), message.kind);
            break;
          case "close":
            closed = true;
            return;
          default: // a response to a query that nobody asked
        }
      }
    }
  };
  const send = async () => {
    connection.send(request.config);
    connection.send({ kind: "header", text: request.header ?? NO_HEADER });
    if (request.parameters !== undefined) connection.send({ kind: "text", text: request.parameters });
    for await (const { bytes, counts } of request.blocks) {
      if (over) return;
      await connection.sendBytes(bytes);
      for (const kind of ["acquisitions", "waveforms", "images"] as const) sent[kind] += counts[kind];
      sent.bytes = connection.bytesWritten;
      handlers.onSent?.(sent);
    }
    connection.send({ kind: "close" });
    complete = true;
  };

  let failure: { readonly error: unknown } | undefined;
  // The other side may be waiting for a server that does nothing any more.
  const fail = (error: unknown) => {
    failure ??= { error };
    over = true;
    stream.destroy();
  };
  const receiving = receive().then(() => {
    over = true;
    return connection.end();
  });
  await Promise.all([receiving.catch(fail), send().catch(fail)]);
  if (failure !== undefined) throw failure.error;
  received.bytes = connection.bytesRead;
  return { sent, received, complete, closed };
}
