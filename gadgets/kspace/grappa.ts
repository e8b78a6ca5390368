import Type from "typebox";
import { collect, defineGadget, mapOnPool, type ReconBuffer } from "../../src/gadget-api/index.ts";
import { grappaFillTask, grappaWeightsTask, weightsLength } from "../../src/numerics/parallel/index.ts";
import {
  GrappaKernels,
  headerDisagreement,
  type KernelSlot,
  type PlannedUnfolding,
  type UnfoldingError,
  UnfoldingQueue,
  unfoldedKSpace,
  unfoldingText,
} from "../../src/recon/parallel/index.ts";

const auto = (least: number, most: number, what: string) =>
  Type.Union([Type.Literal("auto"), Type.Integer({ minimum: least, maximum: most })], {
    default: "auto",
    description: what,
  });

/**
 * Fills the lines that undersampling left out, by GRAPPA (Griswold et al., Magn Reson Med 47:1202, 2002): each missing
 * sample is a weighted sum of acquired ones of all coils around it, with weights that fit a fully sampled calibration
 * block. The lattice, R1 × R2 with its offset and CAIPIRINHA shift, and the block follow from the lines that came.
 * Calibration lines that are part of the image remain in it, and acquired samples are not changed. Buffers that are not
 * undersampled pass unchanged. The side that partial Fourier leaves out stays missing: put `partial-fourier` after this
 * step. Each reference gives weights; buffers without one use the last of their slice. Frames whose lattices are
 * interleaved need none: a cycle of them is the reference, the newest at each time, and the first frames wait for it.
 */
export default defineGadget({
  name: "grappa",
  summary: "Fill the lines that undersampling left out, by GRAPPA.",
  in: ["buffer"],
  out: ["buffer"],
  runtime: { linear: true },
  parameters: {
    kernelE0: Type.Integer({ minimum: 1, maximum: 15, default: 5, description: "Samples of the kernel along e0." }),
    kernelE1: auto(1, 12, "Lines of the kernel along e1: 4, or 2 for few calibration lines, if `auto`."),
    kernelE2: auto(1, 12, "The same along e2; 1 if e2 is not accelerated, 3 if its rows are shifted."),
    lambda: Type.Union([Type.Literal("auto"), Type.Number({ minimum: 0, maximum: 10 })], {
      default: "auto",
      description: "Regularization, relative to the mean energy of the kernel's samples; by the noise if `auto`.",
    }),
    weights: Type.Enum(["newest", "first"], {
      default: "newest",
      description:
        "The reference that weights are computed from, if a slice has several: each one (newest), or the first.",
    }),
    unfold: Type.Enum(["required", "possible", "off"], {
      default: "required",
      description:
        "Undersampled data that cannot be unfolded are an error (required), or give aliased images and a warning " +
        "(possible); off: all data pass unchanged.",
    }),
  },
  create(context, { kernelE0, kernelE1, kernelE2, lambda, weights, unfold }) {
    if (unfold === "off") return (source) => source;
    const size = (lines: number | "auto") => (lines === "auto" ? undefined : lines);
    const options = { e0: kernelE0, e1: size(kernelE1), e2: size(kernelE2), lambda: size(lambda) };
    const refused = (error: UnfoldingError) =>
      context.reportOnce(error.message, "warning", `images are not unfolded: ${error.message}`);
    const kernels = new GrappaKernels(options, weights === "newest");
    const queue = new UnfoldingQueue(kernels, context.header, unfold === "possible" ? refused : undefined);
    const find = collect<ReconBuffer, PlannedUnfolding>({
      take: (buffer) => queue.take(buffer),
      finish: () => queue.finish(),
    });

    const computeWeights = mapOnPool(context, grappaWeightsTask, (planned: PlannedUnfolding) => {
      const open = [...new Set(planned.slots)].filter((slot): slot is KernelSlot => slot?.data !== undefined);
      if (open.length === 0) return { result: planned };
      const blocks = open.map((slot) => slot.data!);
      const input = new Float32Array(blocks.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const [i, block] of blocks.entries()) {
        input.set(block, at);
        at += block.length;
        open[i]!.data = undefined;
      }
      const calibrations = open.map(({ calibration }) => calibration);
      return {
        parameters: { calibrations },
        input,
        outputLength: calibrations.reduce((sum, calibration) => sum + weightsLength(calibration), 0),
        heavy: true,
        finish: (result) => {
          let from = 0;
          for (const slot of open) {
            const end = from + weightsLength(slot.calibration);
            slot.weights = result.slice(from, end - 1);
            slot.lambda = result[end - 1]!;
            from = end;
          }
          return planned;
        },
      };
    });

    const fill = mapOnPool(context, grappaFillTask, ({ buffer, plan, slots }: PlannedUnfolding) => {
      if (plan === undefined) return { result: buffer };
      const { imaging } = plan;
      const { shape, readout } = imaging;
      const images = plan.images.map((image, i) => {
        const slot = slots[i];
        if (image === undefined || slot === undefined) return undefined;
        const disagreement = headerDisagreement(image, context.header?.encoding[buffer.encoding]?.parallelImaging);
        if (disagreement !== undefined) context.reportOnce("header", "warning", disagreement);
        const text = unfoldingText(image, slot);
        context.reportOnce(text, "info", text);
        return { ...image.missing, kernel: slot.calibration.kernel, weights: slot.weights! };
      });
      context.recordAttributes({ LarmorUnfolding: "grappa" });
      return {
        parameters: { shape: [shape.e0, shape.e1, shape.e2] as const, coils: shape.coils, readout, images },
        input: imaging.samples,
        outputLength: imaging.samples.length,
        heavy: true,
        finish: (samples) => {
          buffer.imaging.release(context.memory);
          return { ...buffer, imaging: unfoldedKSpace(plan, samples) };
        },
      };
    });
    return (source) => source.pipe(find, computeWeights, fill);
  },
});
