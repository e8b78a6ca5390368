import { counted } from "../../text/index.ts";
import type { Remarks } from "../raw/index.ts";
import { SourceError } from "../source/index.ts";
import type { JcampDx } from "./jcamp-dx.ts";

/** How samples are stored. */
export type SampleType = "int32" | "int16" | "float32";

/** A Cartesian scan. Its blocks follow each other in the order repetition, partition, segment, object, line. */
export interface Scan {
  readonly receivers: number;
  /** Complex samples of a readout. */
  readonly samples: number;
  /** Bytes of a block, which has a readout of each receiver and may be padded. */
  readonly blockBytes: number;
  readonly sampleType: SampleType;
  readonly littleEndian: boolean;
  /** Sizes of the matrix that was encoded, with oversampling. */
  readonly matrix: readonly [number, number, number];
  /** Oversampling along each axis. */
  readonly antiAlias: readonly [number, number, number];
  readonly fieldOfViewMm: readonly [number, number, number];
  /** Lines in the order in which they were measured, counted from the center. */
  readonly steps1: readonly number[];
  readonly steps2: readonly number[];
  /** Lines of one object that follow each other. */
  readonly phaseFactor: number;
  /** Objects, which are slices and echoes, in the order in which they were measured. */
  readonly objects: readonly number[];
  readonly echoes: number;
  readonly repetitions: number;
  readonly acceleration: readonly [number, number];
}

/** Sequences whose blocks are not lines of a grid. */
const otherSequences =
  /EPI|EPSI|SPIRAL|UTE|ZTE|RADIAL|CSI|PRESS|STEAM|NSPECT|SINGLEPULSE|ISIS|CPMG|LASER|FieldMap|RfProfile/i;

/** @throws SourceError `unsupported`, `malformed` */
export function scanOf(path: string, parameters: JcampDx, isJob: boolean, remarks: Remarks): Scan {
  const sequence = parameters.text("PULPROG") || parameters.text("Method") || parameters.text("ACQ_method");
  if (otherSequences.test(sequence) || parameters.words("ACQ_dim_desc").includes("Spectroscopic"))
    throw new SourceError("unsupported", `${path} was measured by ${sequence}, and only lines of a grid are converted`);
  const dimensions = parameters.number("ACQ_dim") ?? parameters.numbers("PVM_EncMatrix").length;
  if (dimensions < 2 || dimensions > 3)
    throw new SourceError("unsupported", `${path} has ${dimensions} dimensions, not 2 or 3`);
  if (parameters.text("AQ_mod") === "qf") throw new SourceError("unsupported", `${path} has real samples (AQ_mod qf)`);
  const stored = triple(parameters.numbers("PVM_EncMatrix"), 1);
  const zeroFilling = triple(parameters.numbers("PVM_EncZf"), 1);
  const antiAlias = triple(parameters.numbers("PVM_AntiAlias"), 1);
  const image = triple(parameters.numbers("PVM_Matrix"), 1);
  const matrix = image.map((size, axis) =>
    Math.round((size * antiAlias[axis]!) / zeroFilling[axis]!),
  ) as unknown as Scan["matrix"];
  const scanSize =
    (isJob ? parameters.number("ACQ_jobs") : undefined) || parameters.number("ACQ_size") || 2 * stored[0];
  const receivers = parameters.number("PVM_EncNReceivers") ?? 1;
  const sampleType = sampleTypeOf(path, parameters);
  const bytes = scanSize * receivers * (sampleType === "int16" ? 2 : 4);
  const isPadded = !isJob && parameters.text("GO_block_size") === "Standard_KBlock_Format";
  const objects = parameters.numbers("ACQ_obj_order");
  const objectCount = parameters.number("NI") ?? (objects.length || 1);
  const scaling = parameters.numbers("PVM_EncChanScaling");
  if (scaling.some((factor) => factor !== 1))
    remarks.add("info", `scaling of channels is not applied: ${scaling.join(", ")}`);
  const scan: Scan = {
    receivers,
    samples: scanSize / 2,
    blockBytes: isPadded ? Math.ceil(bytes / 1024) * 1024 : bytes,
    sampleType,
    littleEndian: parameters.text("BYTORDA") !== "big",
    matrix: dimensions === 3 ? matrix : [matrix[0], matrix[1], 1],
    antiAlias: dimensions === 3 ? antiAlias : [antiAlias[0], antiAlias[1], 1],
    fieldOfViewMm: fieldOfViewOf(parameters, dimensions),
    steps1: stepsOf(parameters, "PVM_EncSteps1", stored[1]),
    steps2: dimensions === 3 ? stepsOf(parameters, "PVM_EncSteps2", stored[2]) : [0],
    phaseFactor: parameters.number("ACQ_phase_factor") ?? 1,
    objects: objects.length === objectCount ? objects : Array.from({ length: objectCount }, (_, i) => i),
    echoes: parameters.number("ACQ_n_echo_images") ?? parameters.number("PVM_NEchoImages") ?? 1,
    repetitions: parameters.number("NR") ?? parameters.number("PVM_NRepetitions") ?? 1,
    acceleration: [parameters.numbers("PVM_EncPpi")[1] ?? 1, parameters.numbers("PVM_EncPpi")[2] ?? 1],
  };
  const { samples, steps1, phaseFactor } = scan;
  if (!(samples > 0) || matrix.some((size) => !(size > 0)) || steps1.length % phaseFactor !== 0 || receivers < 1) {
    const what = `${counted(samples, "sample")}, a matrix of ${matrix.join(" × ")}, ${counted(steps1.length, "line")} by ${phaseFactor}`;
    throw new SourceError("malformed", `the parameters of ${path} contradict each other: ${what}`);
  }
  return scan;
}

/** Blocks of a repetition, and of the scan. */
export function blockCountOf({ steps1, steps2, objects, repetitions }: Scan): number {
  return steps1.length * steps2.length * objects.length * repetitions;
}

function sampleTypeOf(path: string, parameters: JcampDx): SampleType {
  const format = parameters.text("GO_raw_data_format") || parameters.text("ACQ_word_size");
  if (/FLOAT/.test(format)) return "float32";
  if (/16/.test(format)) return "int16";
  if (/32/.test(format)) return "int32";
  throw new SourceError("malformed", `${path}: acqp has no GO_raw_data_format and no ACQ_word_size that is known`);
}

function triple(values: readonly number[], fallback: number): [number, number, number] {
  return [values[0] ?? fallback, values[1] ?? fallback, values[2] ?? fallback];
}

function stepsOf(parameters: JcampDx, name: string, count: number): readonly number[] {
  const steps = parameters.numbers(name);
  return steps.length === count ? steps : Array.from({ length: count }, (_, line) => line - Math.floor(count / 2));
}

function fieldOfViewOf(parameters: JcampDx, dimensions: number): [number, number, number] {
  const [x, y, z] = parameters.numbers("PVM_Fov");
  const [cmX, cmY, cmZ] = parameters.numbers("ACQ_fov");
  const thickness = parameters.number("PVM_SliceThick") ?? parameters.number("ACQ_slice_thick") ?? 1;
  const inMm = (mm: number | undefined, cm: number | undefined) => mm ?? (cm === undefined ? 1 : 10 * cm);
  return [inMm(x, cmX), inMm(y, cmY), dimensions === 3 ? inMm(z, cmZ) : thickness];
}
