// Writes files of Siemens raw data, byte by byte, after the layouts that twixtools documents (mdh_def.py, hdr_def.py,
// seqdata.py, pmu.py). Shares no code with the reader.

/** A readout, or a packet of synchronous data. */
export interface TestScan {
  /** Numbers of the bits of the mask. */
  readonly bits?: readonly number[];
  /** Line, average, slice, partition, echo, phase, repetition, set, segment, Ida to Ide. */
  readonly counters?: readonly number[];
  /** `[channel][sample]` as pairs of real and imaginary part. */
  readonly data?: readonly (readonly number[])[];
  /** Instead of data: the packet after the header. */
  readonly sync?: Buffer;
  readonly time?: number;
  readonly center?: readonly [sample: number, line: number, partition: number];
  readonly position?: readonly number[];
  /** w, x, y, z. */
  readonly quaternion?: readonly number[];
  readonly parameters?: readonly number[];
  readonly table?: number;
  /** Length that the header states instead of its own. */
  readonly statedLength?: number;
  readonly uid?: number;
}

export interface TestMeasurement {
  readonly uid?: number;
  readonly protocol?: string;
  readonly buffers: Readonly<Record<string, string>>;
  readonly scans: readonly TestScan[];
  /** Whether it has its end marker. */
  readonly ends?: boolean;
}

const END_OF_MEASUREMENT = 1n;
const SYNC_DATA = 1n << 5n;

/** A file of VD or later, with a directory of its measurements. */
export function raidFile(measurements: readonly TestMeasurement[]): Buffer {
  const parts: Buffer[] = [Buffer.alloc(10_240)];
  const directory = parts[0]!;
  directory.writeUInt32LE(measurements.length, 4);
  let at = directory.length;
  for (const [i, measurement] of measurements.entries()) {
    const { uid = i + 1, protocol = `protocol${i + 1}` } = measurement;
    const content = Buffer.concat([header(measurement), ...scans(measurement, uid, vdScan)]);
    const entry = 8 + 152 * i;
    directory.writeUInt32LE(uid, entry);
    directory.writeBigUInt64LE(BigInt(at), entry + 8);
    directory.writeBigUInt64LE(BigInt(content.length), entry + 16);
    directory.write("Somebody", entry + 24);
    directory.write(protocol, entry + 88);
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    parts.push(content, padding);
    at += content.length + padding.length;
  }
  return Buffer.concat(parts);
}

/** A file of VB. */
export function vbFile(measurement: TestMeasurement): Buffer {
  return Buffer.concat([header(measurement), ...scans(measurement, measurement.uid ?? 1, vbScan)]);
}

function header({ buffers }: TestMeasurement): Buffer {
  const parts = Object.entries(buffers).map(([name, text]) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(Buffer.byteLength(text) + 1);
    return Buffer.concat([Buffer.from(`${name}\0`), length, Buffer.from(`${text}\0`)]);
  });
  const body = Buffer.concat(parts);
  const length = Math.ceil((8 + body.length) / 32) * 32;
  const start = Buffer.alloc(8);
  start.writeUInt32LE(length, 0);
  start.writeUInt32LE(parts.length, 4);
  return Buffer.concat([start, body, Buffer.alloc(length - 8 - body.length)]);
}

type ScanWriter = (scan: TestScan, uid: number, counter: number, mask: bigint) => Buffer;

function scans({ scans: all, ends = true }: TestMeasurement, uid: number, write: ScanWriter): Buffer[] {
  const written = all.map((scan, i) => {
    const bits = (scan.bits ?? []).reduce((mask, bit) => mask | (1n << BigInt(bit)), 0n);
    return write(scan, scan.uid ?? uid, i + 1, scan.sync === undefined ? bits : bits | SYNC_DATA);
  });
  if (ends) written.push(write({ sync: Buffer.alloc(160) }, uid, all.length + 1, END_OF_MEASUREMENT));
  return written;
}

function vdScan(scan: TestScan, uid: number, counter: number, mask: bigint): Buffer {
  const { data = [], sync } = scan;
  const samples = (data[0]?.length ?? 0) / 2;
  const body =
    sync ??
    Buffer.concat(
      data.map((channel, c) => {
        const bytes = Buffer.alloc(32 + 8 * samples);
        bytes.writeUInt32LE(((32 + 8 * samples) << 8) | 2, 0);
        bytes.writeUInt32LE(uid, 4);
        bytes.writeUInt16LE(c, 24);
        bytes.writeUInt32LE(0xbadc0de, 28); // the checksum of another program
        for (const [i, value] of channel.entries()) bytes.writeFloatLE(value, 32 + 4 * i);
        return bytes;
      }),
    );
  const bytes = Buffer.alloc(192);
  common(bytes, scan, uid, counter, 192 + body.length);
  bytes.writeInt32LE(scan.table ?? 0, 32);
  bytes.writeBigUInt64LE(mask, 40);
  counts(bytes, 48, scan, samples, data.length);
  for (const [i, value] of [...(scan.position ?? [0, 0, 0]), ...(scan.quaternion ?? [1, 0, 0, 0])].entries()) {
    bytes.writeFloatLE(value, 100 + 4 * i);
  }
  for (const [i, value] of (scan.parameters ?? []).entries()) bytes.writeUInt16LE(value, 128 + 2 * i);
  bytes.writeUInt32LE(0xbadc0de, 188);
  return Buffer.concat([bytes, body]);
}

function vbScan(scan: TestScan, uid: number, counter: number, mask: bigint): Buffer {
  const { data = [], sync } = scan;
  const samples = (data[0]?.length ?? 0) / 2;
  const head = (channel: number, length: number) => {
    const bytes = Buffer.alloc(128);
    common(bytes, scan, uid, counter, length);
    bytes.writeBigUInt64LE(mask, 20);
    counts(bytes, 28, scan, samples, data.length);
    for (const [i, value] of (scan.parameters ?? []).entries()) bytes.writeUInt16LE(value, 80 + 2 * i);
    for (const [i, value] of [...(scan.position ?? [0, 0, 0]), ...(scan.quaternion ?? [1, 0, 0, 0])].entries()) {
      bytes.writeFloatLE(value, 96 + 4 * i);
    }
    bytes.writeUInt16LE(channel, 124);
    bytes.writeUInt16LE(scan.table ?? 0, 126);
    return bytes;
  };
  if (sync !== undefined) return Buffer.concat([head(0, 128 + sync.length), sync]);
  return Buffer.concat(
    data.map((channel, c) => {
      const bytes = Buffer.alloc(8 * samples);
      for (const [i, value] of channel.entries()) bytes.writeFloatLE(value, 4 * i);
      return Buffer.concat([head(c, 128 + 8 * samples), bytes]);
    }),
  );
}

function common(bytes: Buffer, scan: TestScan, uid: number, counter: number, length: number): void {
  bytes.writeUInt32LE(scan.statedLength ?? length, 0);
  bytes.writeUInt32LE(uid, 4);
  bytes.writeUInt32LE(counter, 8);
  bytes.writeUInt32LE(scan.time ?? 1000 * counter, 12);
  bytes.writeUInt32LE(7 * counter, 16);
}

function counts(bytes: Buffer, at: number, scan: TestScan, samples: number, channels: number): void {
  bytes.writeUInt16LE(samples, at);
  bytes.writeUInt16LE(channels, at + 2);
  for (const [i, value] of (scan.counters ?? []).entries()) bytes.writeUInt16LE(value, at + 4 + 2 * i);
  const [sample, line, partition] = scan.center ?? [samples / 2, 0, 0];
  bytes.writeUInt16LE(3, at + 32); // samples to discard at the beginning
  bytes.writeUInt16LE(5, at + 34); // and at the end
  bytes.writeUInt16LE(sample, at + 36);
  bytes.writeUInt32LE(4321, at + 44); // since the last pulse
  bytes.writeUInt16LE(line, at + 48);
  bytes.writeUInt16LE(partition, at + 50);
}

/** One signal of a packet: its mark, its period in 0.1 ms, and its values. */
export interface TestSignal {
  readonly mark: number;
  readonly period: number;
  /** `[value, trigger]` up to VE, `[value]` since XA. */
  readonly values: readonly (readonly number[])[];
}

/** A packet of physiological data. */
export function pmuPacket(name: string, time: number, duration: number, signals: readonly TestSignal[], end: number) {
  const words = [time - 1, time, 1, duration];
  for (const { mark, period, values } of signals) {
    words.push(mark, period, ...values.map(([value = 0, trigger = 0]) => (value | (trigger << 16)) >>> 0));
  }
  words.push(end);
  const payload = Buffer.from(Uint32Array.from(words).buffer);
  const start = Buffer.alloc(60);
  start.writeUInt32LE(payload.length, 0);
  start.write(name, 4);
  return Buffer.concat([start, payload]);
}
