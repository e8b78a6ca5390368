import { type Waveform, WaveformHeader } from "../../../mrd/index.ts";

/** Signals of the physiological measurement unit, in the order of their identifiers in MRD. */
export const signals = ["ECG", "PULS", "RESP", "EXT1", "EXT2"] as const;
/** Signals of the pilot tone, since XA. */
export const pilotToneSignals = ["CardPT", "RespPT"] as const;
export type Signal = (typeof signals)[number] | (typeof pilotToneSignals)[number];

/** Waveforms of the learning phase have identifiers of their own, and those of the pilot tone come last. */
function waveformId(signal: Signal, isLearning: boolean): number {
  const pilotTone = (pilotToneSignals as readonly string[]).indexOf(signal);
  if (pilotTone >= 0) return 2 * signals.length + pilotTone;
  return (signals as readonly string[]).indexOf(signal) + (isLearning ? signals.length : 0);
}

/** What a packet holds. */
export type PacketContents =
  | { readonly kind: "waveforms"; readonly waveforms: readonly Waveform[] }
  /** Not physiological data. */
  | { readonly kind: "other" }
  /** Physiological data in a layout that is not known. */
  | { readonly kind: "unknown" };

/** The packet's own header: a length, a name, and whether bytes are swapped. */
const PACKET_HEADER = 60;
const NAME_BYTES = 52;

/** One signal of a packet. */
interface Channel {
  readonly signal: Signal;
  readonly samples: Uint32Array;
  /** Which samples are triggers. */
  readonly triggers: Uint32Array;
}

/** What the waveforms of a packet have in common. */
interface Packet {
  readonly timeStamp: number;
  /** In 0.1 ms. */
  readonly duration: number;
  readonly channels: readonly Channel[];
}

/**
 * Reads the waveforms of a packet between readouts. The layout is that of software up to VE, or the one of XA before 61.
 * @param bytes of the packet without the header of a readout
 * @param scanCounter number of the readout before it
 */
export function readPacket(bytes: Uint8Array, measurementUid: number, scanCounter: number): PacketContents {
  if (bytes.length < PACKET_HEADER) return { kind: "other" };
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + 4, NAME_BYTES).toString("latin1");
  if (!name.startsWith("PMU")) return { kind: "other" };
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const payload = bytes.subarray(PACKET_HEADER, PACKET_HEADER + size);
  const packet = readPayload(new DataView(payload.buffer, payload.byteOffset, payload.byteLength));
  if (packet === undefined) return { kind: "unknown" };
  const isLearning = name.startsWith("PMULearnPhase");
  const common = { measurementUid, scanCounter, timeStamp: packet.timeStamp };
  const ecg = packet.channels.filter(({ signal }) => signal === "ECG");
  const groups = [ecg, ...packet.channels.filter(({ signal }) => signal !== "ECG").map((channel) => [channel])];
  const waveforms = groups
    .filter((channels) => channels.length > 0 && channels[0]!.samples.length > 0)
    .map((channels): Waveform => {
      const samples = channels[0]!.samples.length;
      const data = new Uint32Array((channels.length + 1) * samples);
      for (const [i, channel] of channels.entries()) {
        data.set(channel.samples, i * samples);
        for (let s = 0; s < samples; s++) data[channels.length * samples + s]! |= channel.triggers[s]!;
      }
      const header = WaveformHeader.of({
        ...common,
        numberOfSamples: samples,
        channels: channels.length + 1,
        sampleTimeUs: (packet.duration * 100) / samples,
        waveformId: waveformId(channels[0]!.signal, isLearning),
      });
      return { kind: "waveform", header, data };
    });
  return { kind: "waveforms", waveforms };
}

const END_UNTIL_VE = 0x01ff_0000;
const untilVe: Readonly<Record<number, Signal>> = {
  16842752: "ECG",
  16908288: "ECG",
  16973824: "ECG",
  17039360: "ECG",
  17104896: "PULS",
  17170432: "RESP",
  17235968: "EXT1",
  17301504: "EXT2",
};
const END_OF_XA = 0xffff_ffff;
const EVENTS_OF_XA = 8;
const ofXa: readonly (Signal | undefined)[] = [
  ...(["ECG", "ECG", "ECG", "ECG", "PULS", "RESP", "EXT1", "EXT2"] as const),
  undefined, // events
  ...pilotToneSignals,
];
/** Values of events since XA that are triggers of a signal. */
const eventsOfXa: Readonly<Partial<Record<number, Signal>>> = {
  2: "ECG",
  4: "PULS",
  8: "RESP",
  16: "EXT1",
  32: "EXT2",
  64: "CardPT",
  128: "RespPT",
};
/** An event's bits that are not its kind: the method of the trigger. */
const METHOD_OF_XA = 0xf00;

/**
 * Two time stamps, a number, and the duration, followed by signals: a mark, a period, and values. Up to VE, a value has
 * 16 bits and its trigger another 16; since XA, a value has 32 bits, and triggers are a signal of their own.
 * @returns `undefined` for another layout
 */
function readPayload(view: DataView): Packet | undefined {
  if (view.byteLength < 24) return undefined;
  const first = view.getUint32(16, true);
  const isXa = first <= ofXa.length || first === END_OF_XA;
  const duration = view.getUint32(12, true) & (isXa ? 0xff_ffff : 0xffff_ffff);
  const channels: (Channel & { readonly period: number })[] = [];
  const events: { readonly timeSteps: number; readonly signal: Signal }[] = [];
  let at = 16;
  for (;;) {
    if (at + 4 > view.byteLength) return undefined;
    const mark = view.getUint32(at, true);
    if (mark === (isXa ? END_OF_XA : END_UNTIL_VE)) break;
    const signal = isXa ? ofXa[mark] : untilVe[mark];
    const period = at + 8 > view.byteLength ? 0 : view.getUint32(at + 4, true);
    const count = Math.floor(duration / period);
    if (period === 0 || at + 8 + 4 * count > view.byteLength) return undefined;
    at += 8;
    const values = Uint32Array.from({ length: count }, (_, i) => view.getUint32(at + 4 * i, true));
    at += 4 * count;
    if (isXa && mark === EVENTS_OF_XA) {
      for (const [i, value] of values.entries()) {
        const of = eventsOfXa[value & ~METHOD_OF_XA];
        if (of !== undefined) events.push({ timeSteps: i * period, signal: of });
      }
    } else if (signal !== undefined) {
      const samples = isXa ? values : values.map((value) => value & 0xffff);
      const triggers = isXa ? new Uint32Array(count) : values.map((value) => value >>> 16);
      channels.push({ signal, samples, triggers, period });
    } else if (!isXa) return undefined;
  }
  for (const { timeSteps, signal } of events) {
    for (const channel of channels) {
      const sample = Math.floor(timeSteps / channel.period);
      if (channel.signal === signal && sample < channel.triggers.length) channel.triggers[sample] = 1;
    }
  }
  return { timeStamp: view.getUint32(4, true), duration, channels };
}
