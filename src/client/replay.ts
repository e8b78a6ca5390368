import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type ConversationHandlers, converse, type Received } from "./conversation.ts";

/** Bytes that a client sent, and when, in microseconds. */
export interface TimedBytes {
  readonly timeUs: number;
  readonly data: Uint8Array;
}

/**
 * Sends what a client sent once more, byte for byte and piece by piece, and receives the answer meanwhile. Our side is closed
 * behind the last piece: whoever had more to say would have gone on.
 * @param stream half-open capable; owned by the replay from now on
 * @param speed how many times faster than it was; `Infinity` is without pauses
 * @throws MrdError if what the server sends is not MRD; network errors; what the pieces or the handlers throw
 */
export async function replay(
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
