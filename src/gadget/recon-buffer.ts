import type { KSpace } from "./k-space.ts";
import type { ReconBuffer } from "./message.ts";

/** A buffer with other image data. Its reference is placed when it is asked for, and not before. */
export function withKSpace(buffer: ReconBuffer, imaging: KSpace): ReconBuffer {
  const { kind, encoding, waveforms } = buffer;
  return {
    kind,
    encoding,
    imaging,
    get reference() {
      return buffer.reference;
    },
    waveforms,
  };
}
