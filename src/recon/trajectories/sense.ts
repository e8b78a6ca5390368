import { type OperatorFunction, pipe } from "rxjs";
import {
  type GadgetContext,
  type ImageArray,
  mapOnPool,
  type SampleSet,
  type Samples,
} from "../../gadget-api/index.ts";
import type { CalibrationMapOptions } from "../../numerics/coils/index.ts";
import { type Accuracy, sampleMapsTask, sampleSenseTask } from "../../numerics/nufft/index.ts";
import type { CgOptions } from "../../numerics/sense/index.ts";
import { counted } from "../../text/index.ts";
import { joined } from "../sense/index.ts";
import { imageArray, requireDensity } from "./gridded-images.ts";
import { requireCoils, sliceKey, type WithMapSource, withMapSource } from "./map-frames.ts";
import { isComplete, sparseCentre, undersampling } from "./undersampling.ts";

export interface SampleSenseOptions {
  readonly maps: CalibrationMapOptions;
  /** Images that coil maps are computed from, see {@link withMapSource}. */
  readonly mapFrames: number;
  /** `cg`: conjugate gradients; `direct`: gridded coil images, combined by maps; `auto`: that for complete samples. */
  readonly method: "auto" | "cg" | "direct";
  readonly accuracy: Accuracy;
  readonly lambda: number;
  readonly iterations: number;
  /** Whether iterations start from the image before of the same slice. */
  readonly warmStart: boolean;
}

/** Residual at which conjugate gradients end, relative to the right-hand side. */
const TOLERANCE = 1e-3;

/** With a warm start, the first image of a series takes so many times the iterations, since it starts from 0. */
const FIRST_FACTOR = 3;

/** Maps and what they come from. */
interface MapsEntry {
  readonly source: Samples;
  /** What is wrong with them. */
  readonly problem: string | undefined;
  /** `[coils][z][y][x]` complex, as soon as they are computed; those of an image itself are computed with it. */
  maps: Float32Array | undefined;
}

/** Samples, and the entry of their maps. */
interface WithMaps {
  readonly samples: SampleSet;
  readonly entry: MapsEntry;
}

/**
 * Images of weighted samples by SENSE with conjugate gradients.
 * @throws TrajectoryError `no-density`, GadgetError `readout-mismatch`, `frames-too-large`, from the operator
 */
export function senseOfSamples(
  context: GadgetContext,
  options: SampleSenseOptions,
): OperatorFunction<SampleSet, ImageArray> {
  return pipe(withMapSource(context, options.mapFrames), withSampleMaps(context, options), solved(context, options));
}

/** Computes coil maps that are not known yet, unless they are those of the image itself. */
function withSampleMaps(
  context: GadgetContext,
  { maps: options, accuracy }: SampleSenseOptions,
): OperatorFunction<WithMapSource, WithMaps> {
  const kept = new Map<string, MapsEntry>();
  return mapOnPool(context, sampleMapsTask, ({ samples, source }: WithMapSource) => {
    const { matrix, coils } = samples;
    requireCoils(source, samples);
    const known = kept.get(sliceKey(samples));
    if (known?.source === source) return { result: { samples, entry: known } };
    const problem = sparseCentre(context, source, matrix, options.width);
    const entry: MapsEntry = { source, problem, maps: undefined };
    if (source === samples) return { result: { samples, entry } };
    kept.set(sliceKey(samples), entry);
    const [x, y, z] = matrix;
    const { trajectory, dimensions, density, data } = source;
    return {
      parameters: { trajectory, dimensions, size: { x, y, z }, accuracy, density, coils, options },
      input: data,
      outputLength: 2 * coils * x * y * z,
      heavy: true,
      finish(maps) {
        entry.maps = maps;
        return { samples, entry };
      },
    };
  });
}

function solved(context: GadgetContext, options: SampleSenseOptions): OperatorFunction<WithMaps, ImageArray> {
  const { accuracy, warmStart } = options;
  const newest = new Map<string, Float32Array>();
  return mapOnPool(
    context,
    sampleSenseTask,
    ({ samples, entry }: WithMaps) => {
      const { trajectory, dimensions, matrix, coils, data } = samples;
      const own = entry.maps === undefined ? options.maps : undefined;
      const start = warmStart ? newest.get(seriesKey(samples)) : undefined;
      const cg = iterationsFor(context, samples, options, start !== undefined);
      reportSense(context, samples.encoding, options, cg, entry);
      const problems = [
        undersampling(context, samples, cg === undefined ? 1 : coils) ?? [],
        entry.problem ?? [],
      ].flat();
      const [x, y, z] = matrix;
      const encoding = { trajectory, dimensions, size: { x, y, z }, accuracy, density: requireDensity(samples) };
      return {
        parameters: { ...encoding, coils, cg, maps: own, hasStart: start !== undefined },
        input: joined([entry.maps ?? [], data, start ?? []].flat()),
        outputLength: 2 * x * y * z,
        heavy: true,
        finish(image: Float32Array): ImageArray {
          if (warmStart) newest.set(seriesKey(samples), image.slice());
          return imageArray(samples, image, 1, problems);
        },
      };
    },
    { inTurn: warmStart },
  );
}

/** Images that resemble each other: those of a slice, a contrast and a set. */
function seriesKey(samples: SampleSet): string {
  const { contrast, set } = samples.readouts[0]!.header;
  return `${sliceKey(samples)}/${contrast}/${set}`;
}

/** The iterations of an image; `undefined` for one that is only combined. */
function iterationsFor(
  context: GadgetContext,
  samples: SampleSet,
  { method, lambda, iterations, warmStart }: SampleSenseOptions,
  hasStart: boolean,
): CgOptions | undefined {
  if (method === "direct" || (method === "auto" && isComplete(context, samples))) return undefined;
  return { lambda, iterations: warmStart && !hasStart ? FIRST_FACTOR * iterations : iterations, tolerance: TOLERANCE };
}

function reportSense(
  context: GadgetContext,
  encoding: number,
  { iterations, maps }: SampleSenseOptions,
  cg: CgOptions | undefined,
  { source }: MapsEntry,
): void {
  const how =
    cg === undefined
      ? "gridding, combined by"
      : `SENSE with ${counted(iterations, "iteration")} of conjugate gradients, λ ${cg.lambda}, by`;
  const readouts = counted(source.readouts.length, "readout");
  const text = `encoding ${encoding}: ${how} coil maps (${maps.method}) of ${readouts}`;
  context.reportOnce(text, "info", text);
  if (cg !== undefined) context.recordAttributes({ LarmorUnfolding: "SENSE, conjugate gradients" });
}
