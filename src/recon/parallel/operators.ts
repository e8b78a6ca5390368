import { map, Observable, type OperatorFunction } from "rxjs";
import {
  collect,
  type GadgetContext,
  type KSpace,
  mapAsync,
  mapOnPool,
  type ReconBuffer,
} from "../../gadget-api/index.ts";
import { PlacedLines } from "../../gadget-api/k-space/index.ts";
import { runMeanwhile, type SampleMemory } from "../../gadget-api/services/index.ts";
import type { PlacedLine } from "../../numerics/cartesian/index.ts";
import {
  filledLines,
  fillLength,
  fillMs,
  fillWorkLength,
  type GrappaFillWork,
  grappaFillTask,
  grappaWeightsTask,
  linesByEdge,
  weightCount,
  weightsLength,
  weightsWorkLength,
} from "../../numerics/parallel/index.ts";
import { reportAnnounced } from "../sampling/index.ts";
import type { Kernel, KernelSlot, WeightsChoice } from "./grappa-kernels.ts";
import { Renewals } from "./renewals.ts";
import { type UndersampledImage, unfoldedKSpace } from "./unfolding-plan.ts";
import { type PlannedUnfolding, UnfoldingQueue, type UnfoldingQueueOptions } from "./unfolding-queue.ts";
import { headerDisagreement, unfoldingText } from "./unfolding-text.ts";

/** A buffer with the kernels that it is unfolded by, whatever is renewed afterwards. */
interface ReadyUnfolding extends PlannedUnfolding {
  /** `[slices][s][n]` */
  readonly kernels: readonly (Kernel | undefined)[];
}

/** Finds the kernel of each image of buffers, and computes those that no weights are known of. */
export function withKernels(
  context: GadgetContext,
  options: UnfoldingQueueOptions,
): OperatorFunction<ReconBuffer, PlannedUnfolding> {
  reportAnnounced(context);
  const queue = new UnfoldingQueue(options);
  const find = collect<ReconBuffer, PlannedUnfolding>({
    take: (buffer) => queue.take(buffer),
    finish: () => queue.finish(),
  });
  const compute = mapOnPool(context, grappaWeightsTask, (planned: PlannedUnfolding) => {
    const open = [...new Set(planned.slots)].filter((slot): slot is KernelSlot => slot?.block !== undefined);
    return open.length === 0 ? { result: planned } : { ...weightsOf(open, planned), heavy: true };
  });
  return (source) => source.pipe(find, compute);
}

/** The task that computes the weights of slots, and then returns `result`. */
function weightsOf<R>(slots: readonly KernelSlot[], result: R) {
  const blocks = slots.map((slot) => slot.block!.data);
  const input = new Float32Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const [i, block] of blocks.entries()) {
    input.set(block, at);
    at += block.length;
    slots[i]!.block = undefined;
  }
  const calibrations = slots.map(({ kernel }) => kernel.calibration);
  return {
    parameters: { calibrations },
    input,
    outputLength: calibrations.reduce((sum, calibration) => sum + weightsLength(calibration), 0),
    workLength: Math.max(...calibrations.map(weightsWorkLength)),
    finish: (computed: Float32Array): R => {
      let from = 0;
      for (const slot of slots) {
        const end = from + weightsLength(slot.kernel.calibration);
        slot.kernel = { ...slot.kernel, weights: computed.slice(from, end - 1), lambda: computed[end - 1]! };
        from = end;
      }
      return result;
    },
  };
}

/**
 * Fills the missing lines of buffers, and computes newer weights, if they have some, once each has left.
 * @throws what these computations throw, from the operator
 */
export function fillLines(
  context: GadgetContext,
  choice: WeightsChoice,
): OperatorFunction<PlannedUnfolding, ReconBuffer> {
  const compute = (slot: KernelSlot) => runMeanwhile(context.pool, grappaWeightsTask, weightsOf([slot], undefined));
  const renewals = new Renewals(compute, context.live ?? false);
  const ready = (planned: PlannedUnfolding): ReadyUnfolding => {
    const kernels = planned.slots.map((slot) => slot?.kernel);
    renewals.announce(planned.renewals);
    return { ...planned, kernels };
  };
  const waiting = mapAsync(context, async (planned: PlannedUnfolding) => {
    await renewals.before(planned.slots);
    return ready(planned);
  });
  const choose = choice === "ready" ? waiting : map(ready);
  const fill = mapOnPool(context, grappaFillTask, (ready: ReadyUnfolding) => {
    const { buffer, plan, kernels, renewals } = ready;
    if (plan === undefined) return { result: { buffer, renewals } };
    const { imaging } = plan;
    const { shape, readout } = imaging;
    const images = plan.images.map((image, i) => {
      const kernel = kernels[i];
      if (image === undefined || kernel === undefined) return undefined;
      const disagreement = headerDisagreement(image, context.header?.encoding[buffer.encoding]?.parallelImaging);
      if (disagreement !== undefined) context.reportOnce("header", "warning", disagreement);
      const text = unfoldingText(image, kernel, choice);
      context.reportOnce(text, "info", text);
      return { ...fillingOf(image, kernel), lattice: image.lattice };
    });
    context.recordAttributes({ LarmorUnfolding: "grappa" });
    const work = { shape: [shape.e0, shape.e1, shape.e2] as const, coils: shape.coils, readout, images };
    const { memory } = context;
    return {
      parameters: work,
      input: imaging.samples instanceof Float32Array ? imaging.samples : imaging.grid(),
      outputLength: fillLength(work),
      workLength: fillWorkLength(work),
      ms: fillMs(work),
      memory,
      finish: (filled: Float32Array) => {
        const samples = withFilledLines(imaging, work, filled, memory);
        return { buffer: { ...buffer, imaging: unfoldedKSpace(plan, samples), unfolding: images }, renewals };
      },
    };
  });
  return (source) => source.pipe(choose, fill, thenRenewed(renewals));
}

/** The lines of an image with the weights of each: those at edges of k-space lack some of the kernel's sources. */
function fillingOf({ missing, grid }: UndersampledImage, { calibration, weights }: Kernel) {
  const { kernel, block, edges: patterns = [] } = calibration;
  const { whole, edges } = linesByEdge(kernel, missing, grid, patterns);
  const length = 2 * weightCount(kernel, block.coils);
  const weightsOf = (index: number) => weights!.subarray(index * length, (index + 1) * length);
  return {
    ...whole,
    kernel,
    weights: weightsOf(0),
    edges: edges.map(({ pattern, lines }) => ({ lines, weights: weightsOf(patterns.indexOf(pattern) + 1) })),
  };
}

/**
 * K-space with the lines of `grappaFillTask`, each where it is stored.
 * @param filled of `memory`, to which it is released with the samples of the k-space
 */
function withFilledLines(
  imaging: KSpace,
  work: GrappaFillWork,
  filled: Float32Array,
  memory: SampleMemory,
): PlacedLines {
  const { e0, e1, e2, coils } = imaging.shape;
  const width = 2 * e0 * coils;
  const added: PlacedLine[] = [];
  for (const [image, filling] of work.images.entries()) {
    for (const line of filling ? filledLines(filling) : []) {
      const samples = filled.subarray(added.length * width, (added.length + 1) * width);
      const index = image * e1 * e2 + line;
      added.push({ index, samples, stride: e0, from: 0, length: e0, first: 0, adds: false });
    }
  }
  const done = () => {
    imaging.release(memory);
    memory.release(filled);
  };
  return new PlacedLines(imaging.grid().with(added), { memory, done });
}

/** Passes buffers on, and then begins to renew weights. It completes when nothing is computed any more. */
function thenRenewed(renewals: Renewals): OperatorFunction<Pick<PlannedUnfolding, "buffer" | "renewals">, ReconBuffer> {
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe({
        next: ({ buffer, renewals: due }) => {
          subscriber.next(buffer);
          if (!subscriber.closed) renewals.begin(due, (error) => subscriber.error(error));
        },
        error: (error) => subscriber.error(error),
        complete: () => {
          const end = renewals.end();
          if (end === undefined) subscriber.complete();
          else void end.then(() => subscriber.complete());
        },
      }),
    );
}
