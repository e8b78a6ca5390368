import type { OperatorFunction } from "rxjs";
import { type GadgetContext, mapOnPool } from "../../gadget-api/index.ts";
import { unmixingLength, unmixTask } from "../../numerics/parallel/index.ts";
import {
  keepLattice,
  mapUnmixingSeconds,
  mapUnmixingTask,
  noiseScale,
  replicaSeconds,
  replicasTask,
} from "../../numerics/snr/index.ts";
import { counted } from "../../text/index.ts";
import { reportWork } from "../readouts/index.ts";
import { joined, type MapsEntry, type SensePlan } from "../sense/index.ts";
import { accelerationOf, KeptUnmixings, type SnrPlan, type UnmixingEntry } from "./plan.ts";

/** The images of a buffer in units of the noise. */
export interface SnrImages {
  readonly plan: SnrPlan;
  /** `[slices][s][n][z][y][x]` complex. */
  readonly images: Float32Array;
  /** Of the images with replicas, by their index: `[z][y][x]`. */
  readonly replicas: ReadonlyMap<number, Float32Array>;
}

/**
 * Computes how the coils' images become one, where that is not known yet.
 * @param lambda regularisation of SENSE, relative to the data
 */
export function withUnmixing(context: GadgetContext, lambda: number): OperatorFunction<SensePlan, SnrPlan> {
  const kept = new KeptUnmixings();
  const requested = new WeakSet<UnmixingEntry>();
  return mapOnPool(context, mapUnmixingTask, (planned: SensePlan) => {
    const plan = kept.planOf(planned);
    const missing = [...new Set(plan.images.map(({ entry }) => entry))].filter((entry) => !requested.has(entry));
    if (missing.length === 0) return { result: plan };
    for (const entry of missing) requested.add(entry);
    const bySense = plan.images.some((image) => accelerationOf(image) > 1 && !image.entry.unmixing.grappa);
    if (bySense) context.recordAttributes({ LarmorUnfolding: "SENSE, direct" });
    const { size, coils } = shapeOf(plan);
    const maps = [...new Set(missing.map((entry) => entry.maps))];
    const unmixings = missing.map((entry) => ({ ...entry.unmixing, maps: maps.indexOf(entry.maps) }));
    const parameters = { size, coils, unmixings, lambda };
    const seconds = mapUnmixingSeconds(parameters);
    reportWork(context, {
      what: `computing g-factors of ${counted(coils, "coil")} and ${size.join(" × ")} pixels`,
      seconds,
      advice: "reduce the coils first (coil-pca, coil-reduction)",
    });
    const length = unmixingLength(parameters);
    return {
      parameters,
      input: joined(maps.map((each: MapsEntry) => each.maps!)),
      outputLength: length * missing.length,
      heavy: true,
      ms: 1000 * seconds,
      finish(output) {
        for (const [i, entry] of missing.entries()) {
          const end = (i + 1) * length - size[0] * size[1] * size[2];
          entry.result = { coefficients: output.slice(i * length, end), gFactor: output.slice(end, (i + 1) * length) };
        }
        return plan;
      },
    };
  });
}

/** Images on the encoded grid, in units of the noise. */
export function unmixImages(context: GadgetContext): OperatorFunction<SnrPlan, SnrImages> {
  return mapOnPool(context, unmixTask, (plan: SnrPlan) => {
    const { imaging } = plan.buffer;
    const { size, coils } = shapeOf(plan);
    const { coefficients, images } = unmixedImages(plan);
    const input = joined([...coefficients, imaging.gather()]);
    const length = input.length / (coefficients.length + images.length);
    for (const [i, { lines }] of images.entries()) {
      const from = (coefficients.length + i) * length;
      keepLattice(lines, size[0], input.subarray(from, from + length));
    }
    return {
      parameters: { size, coils, images, sets: coefficients.length, readout: imaging.readout },
      input,
      outputLength: 2 * size[0] * size[1] * size[2] * images.length,
      heavy: true,
      finish: (result) => ({ plan, images: result, replicas: new Map() }),
    };
  });
}

/** Adds the deviation of pseudo-replicas, for the first repetition of each image. */
export function withReplicas(
  context: GadgetContext,
  replicas: number,
  seed: number,
): OperatorFunction<SnrImages, SnrImages> {
  if (replicas === 0) return (source) => source;
  const done = new Set<string>();
  return mapOnPool(context, replicasTask, (result: SnrImages) => {
    const { plan } = result;
    const { size, coils } = shapeOf(plan);
    const { coefficients, images } = unmixedImages(plan);
    const chosen = [...plan.images.keys()].filter((image) => {
      const { key } = plan.images[image]!;
      if (key === undefined || done.has(key)) return false;
      done.add(key);
      return true;
    });
    if (chosen.length === 0) return { result };
    const parameters = { size, coils, images: chosen.map((image) => images[image]!), replicas, seed };
    const seconds = replicaSeconds(parameters);
    reportWork(context, {
      what: `reconstructing ${counted(replicas, "pseudo-replica")} of ${counted(coils, "coil")} and ${size.join(" × ")} pixels`,
      seconds,
      advice: "use fewer replicas",
    });
    const pixels = size[0] * size[1] * size[2];
    return {
      parameters,
      input: joined(coefficients),
      outputLength: pixels * chosen.length,
      heavy: true,
      ms: 1000 * seconds,
      finish: (output) => {
        const maps = chosen.map((image, i) => [image, output.slice(i * pixels, (i + 1) * pixels)] as const);
        return { ...result, replicas: new Map(maps) };
      },
    };
  });
}

function shapeOf({ buffer: { imaging } }: SnrPlan) {
  const { e0, e1, e2, coils } = imaging.shape;
  return { size: [e0, e1, e2] as const, coils };
}

function unmixedImages(plan: SnrPlan) {
  const entries = [...new Set(plan.images.map(({ entry }) => entry))];
  const images = plan.images.map((image) => {
    const scale = noiseScale(image.lines, accelerationOf(image), plan.buffer.imaging.shape.e0);
    return { set: entries.indexOf(image.entry), scale, lines: image.lines };
  });
  return { coefficients: entries.map(({ result }) => result!.coefficients), images };
}
