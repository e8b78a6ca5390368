import { counted } from "../../text/index.ts";
import { MrdError } from "../errors.ts";

/** Number of values (u64), scale (f32) and bits per value (u8), packed. */
const HEADER_BYTES = 13;

/**
 * Unpacks the samples of a readout with flag `compression2`, as Gadgetron's client sends them with its options `-P` and
 * `-T`. The values are integers of a few bits each, in two's complement, packed contiguously, lowest bit first. A
 * sample is its value divided by the scale, with an error of at most half the inverse of the scale.
 * @param packed the message's data in place of its samples
 * @param samples output
 * @throws MrdError `malformed-message` if the bytes do not hold as many samples
 */
export function unpackSamples(packed: Uint8Array, samples: Float32Array): void {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const whole = packed.length >= HEADER_BYTES;
  const count = whole ? Number(view.getBigUint64(0, true)) : 0;
  const scale = whole ? view.getFloat32(8, true) : 0;
  const bits = whole ? view.getUint8(12) : 0;
  const needed = HEADER_BYTES + Math.ceil((count * bits) / 8);
  if (count !== samples.length || bits < 1 || bits > 32 || !(scale > 0) || needed > packed.length) {
    const found = `${counted(packed.length, "byte")} with ${counted(count, "number")} of ${bits} bits`;
    throw new MrdError(
      "malformed-message",
      `compressed samples: ${counted(samples.length, "number is", "numbers are")} announced, not ${found}`,
    );
  }
  // At most 7 bits are left over for the next byte, so a value of up to 32 bits fits into a double's 53.
  let waiting = 0;
  let waitingBits = 0;
  let next = HEADER_BYTES;
  const [range, half] = [2 ** bits, 2 ** (bits - 1)];
  for (let i = 0; i < count; i += 1) {
    while (waitingBits < bits) {
      waiting += packed[next++]! * 2 ** waitingBits;
      waitingBits += 8;
    }
    const number = waiting % range;
    waiting = Math.floor(waiting / range);
    waitingBits -= bits;
    samples[i] = Math.fround(number < half ? number : number - range) / scale;
  }
}
