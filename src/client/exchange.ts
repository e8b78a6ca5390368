import type { Duplex } from "node:stream";
import type { MrdBlock } from "../formats/mrd-hdf5/index.ts";
import type { ControlMessage } from "../mrd/index.ts";
import { type ConversationHandlers, converse, type Received, type Transfer } from "./conversation.ts";

/** Sent in place of a missing header, as by FIRE's client. */
const NO_HEADER = "Dummy XML header";

export interface ExchangeRequest {
  /** A chain's name, or its text. */
  readonly config: Extract<ControlMessage, { kind: "config-file" | "config-text" }>;
  /** JSON for the chain's parameters. */
  readonly parameters: string | undefined;
  /** XML; if missing, a placeholder is sent. */
  readonly header: string | undefined;
  /** The data. */
  readonly blocks: AsyncIterable<MrdBlock>;
}

export interface ExchangeHandlers extends ConversationHandlers {
  /** After every block that was sent. */
  onSent?(sent: Readonly<Transfer>): void;
}

export interface ExchangeSummary extends Received {
  readonly sent: Readonly<Transfer>;
  /** Whether all data were sent before the server ended. */
  readonly complete: boolean;
}

/**
 * Sends a measurement and receives the results concurrently. Sending pauses while the server can't take more, and ends
 * early when the server closes. An error on one side ends the other and the connection.
 * @param stream half-open capable; owned by the exchange from now on
 * @throws MrdError if what the server sends is not MRD; network errors; what the data or the handlers throw
 */
export async function exchange(
  stream: Duplex,
  request: ExchangeRequest,
  handlers: ExchangeHandlers,
): Promise<ExchangeSummary> {
  const sent: Transfer = { acquisitions: 0, waveforms: 0, images: 0, bytes: 0 };
  let complete = false;
  const answer = await converse(
    stream,
    async (connection, isOver) => {
      connection.send(request.config);
      connection.send({ kind: "header", text: request.header ?? NO_HEADER });
      if (request.parameters !== undefined) connection.send({ kind: "text", text: request.parameters });
      for await (const { bytes, counts } of request.blocks) {
        if (isOver()) return;
        await connection.sendBytes(bytes);
        for (const kind of ["acquisitions", "waveforms", "images"] as const) sent[kind] += counts[kind];
        sent.bytes = connection.bytesWritten;
        handlers.onSent?.(sent);
      }
      connection.send({ kind: "close" });
      complete = true;
    },
    handlers,
  );
  return { ...answer, sent, complete };
}
