import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type ConversationHandlers, converse, type Received } from "./conversation.ts";

/** Bytes that a client sent, and when, in microseconds. */
export interface TimedBytes {
  readonly timeUs: number;
  readonly data: Uint8Array;
}

/**
 * Sends recorded bytes of a client again, piece by piece, and receives the answer concurrently. The sending side is
 * closed after the last piece.
 * @param stream half-open capable; owned by the replay from now on
 * @param speed factor by which it is faster than the recording; `Infinity`: without pauses
 * @throws MrdError if what the server sends is not MRD; network errors; what the pieces or the handlers throw
 */
export async function replayBytes(
  stream: Duplex,
  pieces: Iterable<TimedBytes>,
  speed: number,
  handlers: ConversationHandlers,
): Promise<Received> {
  return converse(
    stream,
    async (connection, isOver) => {
      const start = performance.now();
      let firstUs: number | undefined;
      for (const { timeUs, data } of pieces) {
        firstUs ??= timeUs;
        const early = start + (timeUs - firstUs) / 1000 / speed - performance.now();
        if (early > 0) await pause(early);
        if (isOver()) return;
        await connection.sendBytes(data);
      }
      connection.endSending();
    },
    handlers,
  );
}
