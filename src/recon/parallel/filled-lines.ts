import type { KSpace } from "../../gadget-api/index.ts";
import { PlacedLines } from "../../gadget-api/k-space/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import type { PlacedLine } from "../../numerics/cartesian/index.ts";
import { filledLines, type GrappaFillWork, linesByEdge, weightCount } from "../../numerics/parallel/index.ts";
import type { TakenLines } from "./expected-frame.ts";
import type { Kernel } from "./grappa-kernels.ts";
import type { UndersampledImage } from "./unfolding-plan.ts";

/** The lines of an image with the weights of each: those at edges of k-space lack some of the kernel's sources. */
export function fillingOf({ missing, grid }: UndersampledImage, { calibration, weights }: Kernel) {
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

export interface FilledLinesOptions {
  readonly work: GrappaFillWork;
  /** The result of `grappaFillTask`, in `memory`. */
  readonly filled: Float32Array;
  /** Lines that were computed before. */
  readonly computed: TakenLines["computed"];
  readonly memory: SampleMemory;
  /** Called when the samples of `computed` are no longer needed. */
  readonly done: () => void;
}

/** K-space with filled lines, each where it is stored. Their memory is released with that of the k-space. */
export function withFilledLines(
  imaging: KSpace,
  { work, filled, computed, memory, done }: FilledLinesOptions,
): PlacedLines {
  const { e0, e1, e2, coils } = imaging.shape;
  const width = 2 * e0 * coils;
  const added: Pick<PlacedLine, "index" | "samples">[] = [];
  for (const [image, filling] of work.images.entries()) {
    for (const line of filling ? filledLines(filling) : []) {
      const samples = filled.subarray(added.length * width, (added.length + 1) * width);
      added.push({ index: image * e1 * e2 + line, samples });
    }
  }
  const whole = { stride: e0, from: 0, length: e0, first: 0, adds: false };
  const grid = imaging.grid().with([...added, ...computed].map((line) => ({ ...line, ...whole })));
  return new PlacedLines(grid, {
    memory,
    done: () => {
      imaging.release(memory);
      memory.release(filled);
      done();
    },
  });
}
