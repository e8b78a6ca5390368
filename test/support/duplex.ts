import { Duplex } from "node:stream";

/** Two ends of an in-memory connection; what is written to one is read from the other. Either side may end first. */
export function duplexPair(highWaterMark?: number): [Duplex, Duplex] {
  const ends: Duplex[] = [];
  const resume: ((() => void) | undefined)[] = [];
  for (const side of [0, 1]) {
    ends.push(
      new Duplex({
        ...(highWaterMark !== undefined && { highWaterMark }),
        read: () => {
          const go = resume[side];
          resume[side] = undefined;
          go?.();
        },
        write: (chunk, _encoding, callback) => {
          const other = ends[1 - side]!;
          if (other.destroyed) callback(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
          else if (other.push(Buffer.from(chunk as Uint8Array)))
            callback(); // Its sender may change the chunk then.
          else resume[1 - side] = callback;
        },
        final: (callback) => {
          if (!ends[1 - side]!.destroyed) ends[1 - side]!.push(null);
          callback();
        },
        destroy: (error, callback) => {
          const other = ends[1 - side];
          if (other !== undefined && !other.destroyed && !other.readableEnded) other.push(null);
          callback(error);
        },
      }),
    );
  }
  return [ends[0]!, ends[1]!];
}
