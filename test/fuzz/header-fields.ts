import {
  acquisitionSize,
  acquisitionSpots,
  imageSize,
  imageSpots,
  type Spot,
  waveformSize,
  waveformSpots,
} from "../support/wire-bytes.ts";
import type { Chance } from "./chance.ts";
import type { Piece, Stream } from "./streams.ts";

/** Size of the id before every message. */
const ID_BYTES = 2;

const headers: Partial<Record<Piece["kind"], { readonly size: number; readonly spots: Record<string, Spot> }>> = {
  acquisition: { size: acquisitionSize, spots: acquisitionSpots },
  image: { size: imageSize, spots: imageSpots },
  waveform: { size: waveformSize, spots: waveformSpots },
};

const whole = [0, 1, 2, 3, 7, 8, 15, 16, 17, 255, 256, 1023, 1025, 32767, 32768, 65534, 65535];
const wide = [...whole, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1];
const fractions = [
  0,
  -0,
  1,
  -1,
  1e-45,
  1e-30,
  3.4e38,
  -3.4e38,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -Number.POSITIVE_INFINITY,
];
const longs = [0n, 1n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

/** Fields that determine the number of bytes that follow. */
const sizes = ["numberOfSamples", "activeChannels", "trajectoryDimensions", "channels", "matrixSize", "dataType"];
const counters = [
  "kspaceEncodeStep1",
  "kspaceEncodeStep2",
  "average",
  "slice",
  "contrast",
  "phase",
  "repetition",
  "set",
  "segment",
];
const places = ["discardPre", "discardPost", "centerSample", "encodingSpaceRef", "user"];

/** Changes some fields of one header, but not its data. */
export function changeFields(stream: Stream, chance: Chance): Stream {
  return changeOne(stream, chance, ({ bytes }, spots) => {
    for (let i = chance.few(4); i > 0; i -= 1) write(bytes, chance.pick(Object.values(spots)), chance);
    return bytes;
  });
}

/** Changes counters and positions of several headers, so that their data still fit. */
export function changeCounters(stream: Stream, chance: Chance): Stream {
  const changed = ["flags", ...counters, ...places].filter(() => chance.happens(0.2));
  return stream.map((piece) => {
    const header = headers[piece.kind];
    if (header === undefined || !chance.happens(0.3)) return piece;
    const bytes = Buffer.from(piece.bytes);
    for (const name of changed) if (name in header.spots) write(bytes, header.spots[name]!, chance);
    return { ...piece, bytes };
  });
}

/** Gives all readouts a different shape, with matching data. */
export function reshapeReadouts(stream: Stream, chance: Chance): Stream {
  const samples = chance.pick([0, 1, 2, 3, 7, 16, 31, 97, 509, 521, 2048]);
  const channels = chance.pick([0, 1, 2, 5, 16, 33]);
  const data = Buffer.alloc(8 * samples * channels);
  for (let at = 0; at < data.length; at += 4) data.writeFloatLE(chance.below(1000) - 500, at);
  const set = (bytes: Buffer, name: keyof typeof acquisitionSpots, value: number) =>
    bytes.writeUInt16LE(value, ID_BYTES + acquisitionSpots[name][0]);
  return stream.map((piece) => {
    if (piece.kind !== "acquisition" || chance.happens(0.01)) return piece;
    const head = Buffer.from(piece.bytes.subarray(0, ID_BYTES + acquisitionSize));
    set(head, "numberOfSamples", samples);
    set(head, "activeChannels", channels);
    set(head, "centerSample", Math.floor(samples / 2));
    set(head, "trajectoryDimensions", 0);
    return { kind: piece.kind, bytes: Buffer.concat([head, data]) };
  });
}

/** Gives one message a different size, with matching data unless these would be too many. */
export function changeSize(stream: Stream, chance: Chance): Stream {
  return changeOne(stream, chance, ({ bytes, kind }, spots, size) => {
    for (const name of sizes) if (name in spots && chance.happens(0.5)) write(bytes, spots[name]!, chance);
    const read = (name: string, element = 0) => bytes.readUInt16LE(ID_BYTES + spots[name]![0] + 2 * element);
    const length =
      kind === "acquisition"
        ? read("numberOfSamples") * (8 * read("activeChannels") + 4 * read("trajectoryDimensions"))
        : kind === "waveform"
          ? 4 * read("numberOfSamples") * read("channels")
          : 8 + 4 * read("matrixSize", 0) * read("matrixSize", 1) * read("matrixSize", 2) * read("channels");
    const data = Buffer.alloc(Math.min(length, 2 ** 16), chance.below(256));
    return Buffer.concat([bytes.subarray(0, ID_BYTES + size), data]);
  });
}

/** Inserts non-finite or very large values into the samples of some messages. */
export function spoilSamples(stream: Stream, chance: Chance): Stream {
  const value = chance.pick(fractions);
  return stream.map((piece) => {
    const header = headers[piece.kind];
    if (header === undefined || !chance.happens(0.3)) return piece;
    const bytes = Buffer.from(piece.bytes);
    const begin = ID_BYTES + header.size + (piece.kind === "image" ? 8 : 0);
    for (let at = begin; at + 4 <= bytes.length; at += 4) if (chance.happens(0.2)) bytes.writeFloatLE(value, at);
    return { ...piece, bytes };
  });
}

function changeOne(
  stream: Stream,
  chance: Chance,
  change: (piece: Piece, spots: Record<string, Spot>, size: number) => Buffer,
): Stream {
  const places = stream.flatMap(({ kind }, i) => (headers[kind] === undefined ? [] : [i]));
  if (places.length === 0) return stream;
  const at = chance.pick(places);
  const { kind, bytes } = stream[at]!;
  const { spots, size } = headers[kind]!;
  const changed = change({ kind, bytes: Buffer.from(bytes) }, spots, size);
  return stream.with(at, { kind, bytes: changed });
}

function write(bytes: Buffer, [offset, kind, count = 1]: Spot, chance: Chance): void {
  const width = { u16: 2, u32: 4, i32: 4, f32: 4, u64: 8 }[kind];
  const at = ID_BYTES + offset + width * chance.below(count);
  if (kind === "u16") bytes.writeUInt16LE(chance.happens(0.8) ? chance.pick(whole) : chance.below(2 ** 16), at);
  else if (kind === "f32") bytes.writeFloatLE(chance.pick(fractions), at);
  else if (kind === "u64")
    bytes.writeBigUInt64LE(chance.happens(0.5) ? chance.pick(longs) : 1n << BigInt(chance.below(64)), at);
  else bytes.writeUInt32LE(chance.pick(wide), at);
}
