import type { KSpace } from "./k-space.ts";
import type { ReconBuffer } from "./message.ts";

/** A buffer with other image data. Its reference is placed when it is asked for, and not before. */
export function withKSpace(buffer: ReconBuffer, imaging: KSpace): ReconBuffer {
  const { kind, encoding, waveforms } = buffer;
  // The getter itself: one that asks `buffer` would keep its image data in memory.
  const reference = Object.getOwnPropertyDescriptor(buffer, "reference")!;
  return Object.defineProperty({ kind, encoding, imaging, waveforms }, "reference", reference) as ReconBuffer;
}
