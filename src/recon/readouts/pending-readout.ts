import { floatsOf } from "../../memory/index.ts";
import { type Acquisition, acquisitionOf, type StoredReadout } from "../../mrd/index.ts";
import {
  OversamplingRemoval,
  type ReadoutWork,
  readoutResultLength,
  runReadoutWork,
} from "../../numerics/cartesian/index.ts";
import { coilMatrixProduct } from "./coil-matrix-product.ts";
import { forwardReadout } from "./forward-readout.ts";

/**
 * A readout with work on its samples that is still to be done. Consecutive steps that defer their work add to it, so
 * that they share one pass over the samples; the chain then does the work ({@link resolve}), before any other step sees
 * the readout.
 */
export interface PendingReadout {
  readonly kind: "pending-readout";
  /** Header of the result; where it was received, if it has not changed since and the source is there. */
  readonly header: Acquisition["header"];
  /** Of the result. */
  readonly trajectory: Float32Array;
  /** As in an acquisition. */
  readonly reversed?: Acquisition["reversed"];
  /** Input of the work, `[coils][samples]` complex in k-space, or the bytes of it. */
  readonly source: Float32Array | Uint8Array;
  readonly work: ReadoutWork;
}

const NONE = new Float32Array(0);

/** A readout between steps that defer their work. */
export type DeferrableReadout = Acquisition | StoredReadout | PendingReadout;

/**
 * Applies a coil matrix to a readout, as `applyToCoils` does, when the readout is resolved. If a matrix is already to be
 * applied, their product is.
 * @param coilMatrix `[coils of the readout][coilsOut]` complex; must not change
 */
export function withCoilMatrix(
  readout: DeferrableReadout,
  coilMatrix: Float32Array,
  coilsOut: number = readout.header.activeChannels,
): PendingReadout {
  const { work, source } = unfinished(readout);
  const { header, trajectory } = readout;
  const own = work.coilMatrix === undefined ? coilMatrix : coilMatrixProduct(work.coilMatrix, coilMatrix, coilsOut);
  return {
    kind: "pending-readout",
    header: header.activeChannels === coilsOut ? header : header.with({ activeChannels: coilsOut }),
    trajectory,
    reversed: reversedOf(readout),
    source,
    work: changedWork(work, { coilMatrix: own, coilsOut: coilsOut === work.coils ? undefined : coilsOut }),
  };
}

/**
 * Some samples of the readout as {@link resolved} returns it, at the price of these.
 * @returns `[coils][count]` complex in k-space
 */
export function resolvedSamples(readout: DeferrableReadout, first: number, count: number): Float32Array {
  const { numberOfSamples: samples, activeChannels } = readout.header;
  if (readout.kind !== "pending-readout" || readout.work.samplesOut !== undefined)
    return partOfLines(resolved(readout).data, activeChannels, samples, first, count);
  const work = { ...readout.work, samples: count };
  const result = new Float32Array(readoutResultLength(work));
  runReadoutWork(work, partOfLines(samplesOf(readout), work.coils, samples, first, count), result);
  return result;
}

/** The readout without references to memory that is reused once the chain has consumed it, so that it can be held. */
export function retained(readout: DeferrableReadout): DeferrableReadout {
  if (readout.kind === "acquisition") return { ...readout, data: readout.data.slice() };
  if (readout.kind === "stored-readout") return acquisitionOf(readout);
  return { ...readout, header: ownHeader(readout), source: readout.source.slice() };
}

/**
 * Removes the oversampling of a readout when it is resolved.
 * @param changed header and trajectory of the readout with `samplesOut` samples
 */
export function croppedReadout(
  readout: DeferrableReadout,
  changed: Pick<Acquisition, "header" | "trajectory">,
  samplesOut: number,
): PendingReadout {
  const { work, source } = unfinished(readout, "samplesOut");
  const { header, trajectory } = changed;
  const reversed = reversedOf(readout);
  return { kind: "pending-readout", header, trajectory, reversed, source, work: changedWork(work, { samplesOut }) };
}

/**
 * Regrids a readout when it is resolved.
 * @param matrix from `packedMatrix`, for the samples of the readout
 * @param changed the readout's header with the number of pixels, and whether it was reversed
 */
export function regriddedReadout(
  readout: DeferrableReadout,
  matrix: Float32Array,
  changed: Pick<Acquisition, "header" | "reversed">,
): PendingReadout {
  const { work, source } = unfinished(readout, "samplesOut");
  const samplesOut = changed.header.numberOfSamples;
  return {
    kind: "pending-readout",
    ...changed,
    trajectory: NONE,
    source,
    work: changedWork(work, { samplesOut, regridding: matrix }),
  };
}

/** The readout with all of its work done, in k-space. */
export function resolved(readout: DeferrableReadout): Acquisition {
  if (readout.kind === "acquisition") return inKSpace(readout);
  if (readout.kind === "stored-readout") return acquisitionOf(readout);
  const result = new Float32Array(readoutResultLength(readout.work));
  runReadoutWork(readout.work, samplesOf(readout), result);
  return inKSpace(finished(readout, result));
}

/**
 * The readout with the result of its work. If it was cropped or regridded, it is in image space: a reconstruction that
 * continues from there saves two transforms, since removing oversampling leads there and the reconstruction would
 * transform back.
 * @param result as `runReadoutWork` returns it
 */
export function finished(readout: PendingReadout, result: Float32Array): Acquisition {
  const { trajectory, reversed, work } = readout;
  const space = work.samplesOut === undefined ? undefined : "image";
  return { kind: "acquisition", header: ownHeader(readout), trajectory, data: result, space, reversed };
}

/** The header, in memory of its own if it is where the readout was received. */
export function ownHeader({ header, source }: PendingReadout | StoredReadout): Acquisition["header"] {
  return header.bytes.buffer === source.buffer ? header.copy() : header;
}

/** The input of a readout's work, in memory of its own if it is not aligned. */
export function samplesOf({ source }: PendingReadout | StoredReadout): Float32Array {
  return source instanceof Float32Array ? source : floatsOf(source);
}

/** The same readout in k-space; if it is in image space, transformed in memory of its own. */
export function inKSpace(readout: Acquisition): Acquisition {
  if (readout.space !== "image") return readout;
  const { numberOfSamples: samples, activeChannels } = readout.header;
  const data = new OversamplingRemoval(samples, samples).toKSpace(readout.data, activeChannels);
  return { ...readout, data, space: undefined };
}

/** The same readout in image space, forward if it is reversed; in memory of its own unless it is there already. */
export function inImageSpace(readout: Acquisition): Acquisition {
  if (readout.space === "image") return readout;
  const forward = forwardReadout(readout);
  const { numberOfSamples: samples, activeChannels: coils } = forward.header;
  return {
    ...forward,
    data: new OversamplingRemoval(samples, samples).toImage(forward.data, { coils }),
    space: "image",
  };
}

/** A readout's work so far, to which more can be added. If it already has work of a kind, it is resolved first. */
function unfinished(readout: DeferrableReadout, kind?: "samplesOut"): Pick<PendingReadout, "work" | "source"> {
  if (readout.kind === "pending-readout" && (kind === undefined || readout.work[kind] === undefined)) return readout;
  if (readout.kind === "stored-readout") return { work: workOf(readout), source: readout.source };
  const whole = resolved(readout);
  return { work: workOf(whole), source: whole.data };
}

/** Work that changes nothing. */
function workOf({ header }: Pick<Acquisition, "header">): ReadoutWork {
  const { activeChannels: coils, numberOfSamples: samples } = header;
  return { coils, samples, samplesOut: undefined, regridding: undefined, coilMatrix: undefined, coilsOut: undefined };
}

/** Not by copying properties, which takes a microsecond of each readout. */
function changedWork(
  { coils, samples, samplesOut, regridding, coilMatrix, coilsOut }: ReadoutWork,
  changes: Partial<ReadoutWork>,
): ReadoutWork {
  return {
    coils,
    samples,
    samplesOut: changes.samplesOut ?? samplesOut,
    regridding: changes.regridding ?? regridding,
    coilMatrix: changes.coilMatrix ?? coilMatrix,
    coilsOut: changes.coilMatrix === undefined ? coilsOut : changes.coilsOut,
  };
}

function reversedOf(readout: DeferrableReadout): Acquisition["reversed"] {
  return readout.kind === "stored-readout" ? undefined : readout.reversed;
}

/** Samples `first` to `first + count` of each line. */
function partOfLines(data: Float32Array, lines: number, samples: number, first: number, count: number): Float32Array {
  if (count === samples) return data;
  const result = new Float32Array(2 * lines * count);
  for (let line = 0; line < lines; line += 1) {
    const from = 2 * (line * samples + first);
    result.set(data.subarray(from, from + 2 * count), 2 * line * count);
  }
  return result;
}
