import { map, type OperatorFunction } from "rxjs";
import {
  collect,
  type GadgetContext,
  type ImageArray,
  mapOnPool,
  type ReconBuffer,
  requireHeader,
} from "../../gadget-api/index.ts";
import { Sequence } from "../../numerics/cartesian/index.ts";
import { unmixingLength, unmixingSeconds, unmixingTask, unmixTask } from "../../numerics/parallel/index.ts";
import { counted } from "../../text/index.ts";
import { imagesOfBuffer, reportAliasing } from "../kspace/index.ts";
import { reportWork } from "../readouts/index.ts";
import { joined } from "../sense/index.ts";
import type { ReferenceSelection } from "./average.ts";
import { type UnmixingOptions, type UnmixingPlan, UnmixingPlans } from "./plan.ts";
import { type RealtimeOptions, RealtimePlans } from "./realtime.ts";
import { noiseScale, sampledAxes } from "./sampling-limits.ts";
import { unmixingText } from "./text.ts";

/** How coefficients are computed. */
export interface CoefficientOptions {
  /** Window of the coil maps: pixels in plane and along z, and steps of the power method. */
  readonly window: { readonly inPlane: number; readonly alongZ: number; readonly steps: number };
  /** Whether maps of the g-factor are needed. */
  readonly g: boolean;
}

/** Plans how buffers are unmixed, and computes the coefficients that are not known yet. */
export function withUnmixing(
  context: GadgetContext,
  options: UnmixingOptions,
  coefficients: CoefficientOptions,
): OperatorFunction<ReconBuffer, UnmixingPlan> {
  const plans = new UnmixingPlans(options, context.header, context.memory);
  return (source) =>
    source.pipe(
      map((buffer) => plans.of(buffer)),
      withCoefficients(context, coefficients),
    );
}

/** Plans how buffers are unmixed by the newest lines of their slices, and computes the coefficients. */
export function withRealtimeUnmixing(
  context: GadgetContext,
  options: RealtimeOptions,
  coefficients: CoefficientOptions,
): OperatorFunction<ReconBuffer, UnmixingPlan> {
  const plans = new RealtimePlans(options, context.memory);
  const planned = collect<ReconBuffer, UnmixingPlan>({
    take: (buffer) => plans.take(buffer),
    finish: () => plans.finish(),
  });
  return (source) => source.pipe(planned, withCoefficients(context, coefficients));
}

function withCoefficients(
  context: GadgetContext,
  { window, g }: CoefficientOptions,
): OperatorFunction<UnmixingPlan, UnmixingPlan> {
  return mapOnPool(context, unmixingTask, (plan: UnmixingPlan) => {
    const { e0, e1, e2, coils } = plan.buffer.imaging.shape;
    const open = plan.entries.filter(({ data }) => data !== undefined);
    if (open.length === 0) return { result: plan };
    const blocks = open.map(({ data }) => data!);
    for (const entry of open) entry.data = undefined;
    const half = [window.inPlane, window.inPlane, e2 > 1 ? window.alongZ : 1].map((size) => Math.floor(size / 2));
    const work = {
      size: [e0, e1, e2] as const,
      coils,
      maps: { half: [half[0]!, half[1]!, half[2]!] as const, steps: window.steps },
      g,
      calibrations: open.map(({ calibration }) => calibration),
    };
    const seconds = unmixingSeconds(work);
    reportWork(context, {
      what: `computing unmixing coefficients of ${counted(coils, "coil")} and ${e0} × ${e1} × ${counted(e2, "pixel")}`,
      seconds,
      advice: "compress the coils first (coil-compression)",
    });
    const length = unmixingLength(work);
    return {
      parameters: work,
      input: joined(blocks),
      outputLength: length * open.length,
      memory: context.memory,
      heavy: true,
      ms: 1000 * seconds,
      finish(array) {
        for (const block of blocks) context.memory.release(block);
        const result = { array, holders: open.length };
        const pixels = e0 * e1 * e2;
        for (const [i, entry] of open.entries()) {
          entry.result = result;
          entry.unmixing = array.subarray(i * length, i * length + 2 * pixels * coils);
          if (g) entry.g = array.slice(i * length + 2 * pixels * coils, (i + 1) * length);
        }
        return plan;
      },
    };
  });
}

/** Images and maps of a buffer, by their role. */
export interface UnmixedImages {
  readonly images: ImageArray;
  readonly plan: UnmixingPlan;
}

/** Unfolds and combines the images of buffers, on the encoded grid. */
export function unmixImages(
  context: GadgetContext,
  scaling: "snr" | "signal",
): OperatorFunction<UnmixingPlan, UnmixedImages> {
  return mapOnPool(context, unmixTask, (plan: UnmixingPlan) => {
    const { buffer, entries, sets, lattices } = plan;
    const { imaging } = buffer;
    const described = requireHeader(context).encoding[buffer.encoding]!;
    const { e0, e1, e2, coils, n, s, slices } = imaging.shape;
    for (const [image, lattice] of lattices.entries()) {
      if (lattice === undefined) continue;
      const text = unmixingText(lattice, entries[sets[image]!]!.calibration);
      context.reportOnce(text, "info", text);
    }
    const isUnfolded = lattices.some((lattice) => lattice !== undefined);
    if (isUnfolded) context.recordAttributes({ LarmorUnfolding: "grappa" });
    const scale = (image: number) => {
      const [r1, r2] = lattices[image]?.acceleration ?? [1, 1];
      return scaling === "snr" ? noiseScale(imaging, described, image) / (r1 * r2) : 1;
    };
    return {
      parameters: {
        size: [e0, e1, e2] as const,
        coils,
        readout: imaging.readout,
        sets: entries.length,
        images: sets.map((set, image) => ({ set, scale: scale(image) })),
      },
      input: new Sequence([...entries.map(({ unmixing }) => unmixing!), imaging.samples]),
      outputLength: 2 * e0 * e1 * e2 * sets.length,
      heavy: true,
      finish(data) {
        if (!isUnfolded) reportAliasing(context, imaging);
        const complete = isUnfolded ? imaging.with({ missing: [] }) : imaging;
        const sizes = { x: e0, y: e1, z: e2, coils: 1, n, s, slices };
        const images = imagesOfBuffer({ ...buffer, imaging: complete }, { sizes, data }, described);
        imaging.release(context.memory);
        for (const entry of entries) entry.letGo(context.memory);
        const acceleration = lattices.find((lattice) => lattice !== undefined)?.acceleration ?? [1, 1];
        return { images: { ...images, sampled: sampledAxes(imaging, described, acceleration) }, plan };
      },
    };
  });
}

/** Maps of g-factors, as complex pixels: one for all images along n, and along s, that have a reference in common. */
export function gFactorMaps({ images, plan }: UnmixedImages, { n, s }: ReferenceSelection): ImageArray {
  const { shape } = images;
  const [stepN, stepS] = [n === "each" ? 1 : shape.n, s === "each" ? 1 : shape.s];
  const own = plan.sets.flatMap((set, i) =>
    i % stepN === 0 && Math.floor(i / shape.n) % stepS === 0 ? [{ set, i }] : [],
  );
  const length = 2 * shape.x * shape.y * shape.z;
  const data = new Float32Array(length * own.length);
  for (const [to, { set }] of own.entries()) {
    for (const [i, value] of plan.entries[set]!.g!.entries()) data[to * length + 2 * i] = value;
  }
  return {
    ...images,
    shape: { ...shape, n: shape.n / stepN, s: shape.s / stepS },
    data,
    headers: own.map(({ i }) => images.headers[i]!),
    attributes: own.map(({ i }) => images.attributes[i]!),
  };
}

/** Images divided by their g-factor. */
export function snrMaps({ images, plan }: UnmixedImages): ImageArray {
  const data = images.data.slice();
  const length = data.length / plan.sets.length;
  for (const [image, set] of plan.sets.entries()) {
    const g = plan.entries[set]!.g!;
    for (let i = 0; i < length; i += 1) data[image * length + i]! /= g[i >> 1]!;
  }
  return { ...images, data };
}
