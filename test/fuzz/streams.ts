import {
  DataType,
  formatAttributes,
  formatHeader,
  ImageType,
  serialize,
  type WireMessage,
} from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { image as imageOf } from "../support/messages.ts";
import type { Chance } from "./chance.ts";

/** One message of a stream, as bytes; kind `bytes` results from mutations of several messages. */
export interface Piece {
  readonly kind: WireMessage["kind"] | "bytes";
  readonly bytes: Buffer;
}

/** The messages of a client. */
export type Stream = readonly Piece[];

export function piece(message: WireMessage): Piece {
  return { kind: message.kind, bytes: Buffer.concat(serialize(message)) };
}

/** Small measurements with all features of the phantom. */
const options: readonly PhantomOptions[] = [
  { matrix: 8, coils: 2 },
  { matrix: 8, coils: 3, noiseReadouts: 2, noiseCorrelation: 0.5 },
  { matrix: 8, coils: 2, partitions: 4 },
  { matrix: 6, coils: 1, slices: 2, repetitions: 2, interleaved: true },
  { matrix: 16, coils: 2, partialFourier: 0.7, phaseMap: true, noiseReadouts: 1 },
  { matrix: 16, coils: 1, asymmetricEcho: 0.75, discardPre: 2, discardPost: 1 },
  { matrix: 8, coils: 2, averages: 2, segments: 2, contrasts: 2, alternating: true, navigators: true, dummies: 1 },
  { matrix: 16, coils: 2, acceleration: 2, calibrationWidth: 4, repetitions: 2 },
  { matrix: 8, coils: 1, secondEncoding: 6, oversampling: 1 },
  { matrix: 8, coils: 2, epi: true, gradientDelay: 0.2, slices: 2, repetitions: 2, segments: 2 },
  { matrix: 8, coils: 2, epi: true, oddEvenPhase: 0.5, epiNavigators: 0, coordinates: true },
  { matrix: 8, coils: 2, trajectory: "golden-angle", interleaves: 5, repetitions: 8, slices: 2 },
  { matrix: 8, coils: 2, trajectory: "variable-density-spiral", trajectoryInHeader: true, repetitions: 2 },
  { matrix: 8, coils: 2, trajectory: "koosh-ball", partitions: 8, gradientDelays: [0.2, 0, 0.1] },
  { matrix: 8, coils: 1, trajectory: "stack-of-stars", partitions: 3, trajectoryInHeader: true, noiseReadouts: 1 },
  { matrix: 8, coils: 1, coordinates: true, waveforms: true, phases: 2, sets: 2 },
];
const measurements = options.map((each) => ({ ...each, noiseLevel: 0.01 }));

/** Header and data of the measurements, waveforms first as FIRE's client sends them; generated once. */
const raw: readonly Stream[] = measurements.map((options) => {
  const { header, acquisitions, waveforms } = phantom(options);
  return [{ kind: "header", text: formatHeader(header) } as const, ...waveforms(), ...acquisitions()].map(piece);
});

const header = raw[0]![0]!;

/** Images of every data type, with attributes. */
const images: readonly Piece[] = Object.values(DataType).map((dataType, i) => {
  const complex = dataType === DataType.complexFloat || dataType === DataType.complexDouble;
  const pixels = Array.from({ length: complex ? 32 : 16 }, (_, pixel) => pixel + i);
  const attributes = formatAttributes({ WindowCenter: 8, WindowWidth: 16, GADGETRON_DataRole: ["Image", "µ"] });
  const imageType = complex ? ImageType.complex : ImageType.magnitude;
  return piece(imageOf(pixels, { dataType, matrixSize: [4, 4, 1], imageType, imageIndex: i + 1, attributes }));
});

const imageChains = ["[auto-scale, to-fixed-point]", "[{ to-fixed-point: { type: short, min: -9 } }]", "[auto-scale]"];

/** A configuration as Gadgetron's clients send one. */
const gadgetron =
  '<?xml version="1.0"?><gadgetronStreamConfiguration xmlns="http://gadgetron.sf.net/gadgetron">' +
  "<gadget><name>Acc</name><dll>gadgetron_mricore</dll><classname>AcquisitionAccumulateTriggerGadget</classname>" +
  "<property><name>trigger_dimension</name><value>repetition</value></property></gadget></gadgetronStreamConfiguration>";

const parameters = [
  { trigger: "slice", onSingular: "drop" },
  { trigger: "none", filter: "hann", combine: "rss", images: "magnitude,phase", partialFourier: "filter" },
  { config: "default" },
  { customconfig: "cartesian-full", iterations: 3 },
];

/** The built-in chains: names and texts. */
export interface Chains {
  readonly names: readonly string[];
  readonly texts: readonly string[];
}

/** A valid stream of any kind. */
export function sensibleStream(chance: Chance, { names, texts }: Chains): Stream {
  const ofImages = chance.happens(0.15);
  const data = ofImages ? [header, ...images.filter(() => chance.happens(0.3))] : chance.pick(raw);
  const config = (): Piece => {
    if (chance.happens(0.04)) return piece({ kind: "config-text", text: gadgetron });
    if (chance.happens(0.25)) return piece({ kind: "config-text", text: chance.pick(texts) });
    if (!ofImages || chance.happens(0.3)) return piece({ kind: "config-file", name: chance.pick(names) });
    return piece({ kind: "config-text", text: `description: d\nchain: ${chance.pick(imageChains)}` });
  };
  const [first, ...rest] = data;
  const stream = [config(), first!];
  if (chance.happens(0.25)) {
    const text = JSON.stringify({ parameters: chance.pick(parameters) });
    stream.push(piece({ kind: "text", text }));
  }
  stream.push(...rest);
  if (chance.happens(0.1)) {
    const query = piece({ kind: "query", correlationId: 7n, text: "gadgetron::info" });
    stream.splice(chance.below(stream.length), 0, query);
  }
  if (chance.happens(0.9)) stream.push(piece({ kind: "close" }));
  return stream;
}
