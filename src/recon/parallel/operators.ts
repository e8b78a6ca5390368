import { map, Observable, type OperatorFunction } from "rxjs";
import { collect, type GadgetContext, mapAsync, mapOnPool, type ReconBuffer } from "../../gadget-api/index.ts";
import { runMeanwhile } from "../../gadget-api/services/index.ts";
import {
  fillLength,
  fillMs,
  fillWorkLength,
  grappaFillTask,
  grappaWeightsTask,
  weightsLength,
  weightsWorkLength,
} from "../../numerics/parallel/index.ts";
import { reportAnnounced } from "../sampling/index.ts";
import { EarlyLines } from "./early-lines.ts";
import { fillingOf, withFilledLines } from "./filled-lines.ts";
import type { Kernel, KernelSlot, WeightsChoice } from "./grappa-kernels.ts";
import { Renewals } from "./renewals.ts";
import { unfoldedKSpace } from "./unfolding-plan.ts";
import { type PlannedUnfolding, UnfoldingQueue, type UnfoldingQueueOptions } from "./unfolding-queue.ts";
import { headerDisagreement, unfoldingText } from "./unfolding-text.ts";

/** A buffer with the kernels that it is unfolded by, whatever is renewed afterwards. */
interface ReadyUnfolding extends PlannedUnfolding {
  /** `[slices][s][n]` */
  readonly kernels: readonly (Kernel | undefined)[];
}

/** Memory of the frames that come while weights are computed; then, no more are received. */
const MOST_BYTES_AHEAD = 2 ** 26;

/** Memory of the lines that a buffer came with. */
function bytesOf({ buffer: { imaging } }: PlannedUnfolding): number {
  const { e0, coils } = imaging.shape;
  return 2 * Float32Array.BYTES_PER_ELEMENT * e0 * coils * imaging.counts.reduce((sum, count) => sum + count, 0);
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
  const compute = mapOnPool(
    context,
    grappaWeightsTask,
    (planned: PlannedUnfolding) => {
      const open = [...new Set(planned.slots)].filter((slot): slot is KernelSlot => slot?.block !== undefined);
      return open.length === 0 ? { result: planned } : { ...weightsOf(open, planned), heavy: true };
    },
    { ahead: { size: bytesOf, limit: MOST_BYTES_AHEAD } },
  );
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
  const early = new EarlyLines(context, choice);
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
    const { buffer, plan, kernels } = ready;
    if (plan === undefined) return { result: ready };
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
    const grid = imaging.samples instanceof Float32Array ? undefined : imaging.grid();
    const known = images[0] && grid && early.take(buffer, plan, images[0], grid.storedLines(0));
    const left = known === undefined ? images : [known.rest];
    const work = { shape: [shape.e0, shape.e1, shape.e2] as const, coils: shape.coils, readout, images: left };
    const { memory } = context;
    return {
      parameters: work,
      input: grid ?? imaging.gather(),
      outputLength: fillLength(work),
      workLength: fillWorkLength(work),
      ms: fillMs(work),
      memory,
      finish: (filled: Float32Array) => {
        const { computed = [], release: done = () => {} } = known ?? {};
        const samples = withFilledLines(imaging, { work, filled, computed, memory, done });
        return { ...ready, buffer: { ...buffer, imaging: unfoldedKSpace(plan, samples), unfolding: images } };
      },
    };
  });
  return (source) => source.pipe(choose, fill, thenPrepared(renewals, early));
}

/** Passes buffers on, and then prepares for the next: it completes when no weights are computed any more. */
function thenPrepared(renewals: Renewals, early: EarlyLines): OperatorFunction<PlannedUnfolding, ReconBuffer> {
  return (source) =>
    new Observable((subscriber) => {
      subscriber.add(() => early.close());
      return source.subscribe({
        next: ({ buffer, plan, slots, renewals: due }) => {
          subscriber.next(buffer);
          if (subscriber.closed) return;
          renewals.begin(due, (error) => subscriber.error(error));
          early.expect(buffer, plan, slots[0]);
        },
        error: (error) => subscriber.error(error),
        complete: () => {
          const end = renewals.end();
          if (end === undefined) subscriber.complete();
          else void end.then(() => subscriber.complete());
        },
      });
    });
}
