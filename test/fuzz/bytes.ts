import type { Chance } from "./chance.ts";
import type { Stream } from "./streams.ts";

/** Changes bytes, regardless of their meaning. */
export function changeBytes(stream: Stream, chance: Chance, other: Stream): Stream {
  const bytes = joined(stream);
  // Most bytes of a stream are samples; those before them matter more.
  const place = () => chance.below(chance.happens(0.5) ? Math.min(3000, bytes.length) : bytes.length) || 0;
  const at = place();
  const some = chance.few(200);
  switch (chance.below(8)) {
    case 0:
      for (let i = chance.few(40); i > 0 && bytes.length > 0; i -= 1) bytes[place()]! ^= 1 << chance.below(8);
      return whole(bytes);
    case 1:
      bytes.fill(chance.pick([0, 0xff, 0x7f, 0x80]), at, Math.min(at + some, bytes.length));
      return whole(bytes);
    case 2:
      return whole(bytes.subarray(0, at), chance.bytes(some), bytes.subarray(at + some));
    case 3:
      return whole(bytes.subarray(0, at));
    case 4:
      return whole(bytes.subarray(0, at), bytes.subarray(at + some));
    case 5:
      return whole(bytes.subarray(0, at), bytes.subarray(at, at + some), bytes.subarray(at));
    case 6:
      return whole(bytes.subarray(0, at), joined(other).subarray(place()));
    default:
      return whole(bytes.subarray(0, at), chance.bytes(some), bytes.subarray(at));
  }
}

/** Changes the length of a text, a query or an image's attributes, but not what follows. */
export function changeLength(stream: Stream, chance: Chance): Stream {
  const offsets = { "config-text": 2, header: 2, text: 2, query: 18, image: 200 } as const;
  const places = stream.flatMap(({ kind }, i) => (kind in offsets ? [i] : []));
  if (places.length === 0) return stream;
  const at = chance.pick(places);
  const { kind, bytes } = stream[at]!;
  const changed = Buffer.from(bytes);
  const offset = offsets[kind as keyof typeof offsets];
  const isLong = offset > 2;
  const length = isLong ? Number(changed.readBigUInt64LE(offset)) : changed.readUInt32LE(offset);
  const near = [
    length - 1,
    length + 1,
    0,
    1,
    2 ** 16,
    2 ** 24,
    2 ** 24 + 1,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 - 2,
    2 ** 32 - 1,
  ];
  const far = [2n ** 32n, 2n ** 32n + 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n];
  const chosen = BigInt(Math.min(Math.max(0, chance.pick(near)), 2 ** 32 - 1));
  if (isLong) changed.writeBigUInt64LE(chance.happens(0.5) ? chance.pick(far) : chosen, offset);
  else changed.writeUInt32LE(Number(chosen), offset);
  return stream.with(at, { kind, bytes: changed });
}

export function joined(stream: Stream): Buffer {
  return Buffer.concat(stream.map(({ bytes }) => bytes));
}

function whole(...parts: readonly Uint8Array[]): Stream {
  return [{ kind: "bytes", bytes: Buffer.concat(parts) }];
}
