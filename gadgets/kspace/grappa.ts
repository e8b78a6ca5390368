import Type from "typebox";
import { defineGadget, MemoryBudget } from "../../src/gadget-api/index.ts";
import { fillLines, GrappaKernels, withKernels } from "../../src/recon/parallel/index.ts";

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
 * interleaved need none: a cycle of them is the reference, the newest 40 lines about the centre at each time, and the
 * first frames wait for it. A slice that moves by more than 10 mm or 10° begins again.
 *
 * With `weights: ready`, images wait for the first weights only: each leaves with the weights that are known, and newer
 * ones are computed in the meantime, for the frames after it. In a file, each frame has those of the frame before it.
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
    weights: Type.Enum(["newest", "first", "ready"], {
      default: "newest",
      description:
        "The reference that weights are computed from, if a slice has several: each one (newest), the first, or the " +
        "newest whose weights are known when the lines of an image have come (ready).",
    }),
    unfold: Type.Enum(["required", "possible", "off"], {
      default: "required",
      description:
        "Undersampled data that cannot be unfolded are an error (required), or give aliased images and a warning " +
        "(possible); off: all data pass unchanged.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 31,
      description: "Limit for waiting frames, newest lines and weights, in bytes; exceeding it is an error.",
    }),
  },
  create(context, { kernelE0, kernelE1, kernelE2, lambda, weights, unfold, maxBytes }) {
    if (unfold === "off") return (source) => source;
    const size = (lines: number | "auto") => (lines === "auto" ? undefined : lines);
    const options = { e0: kernelE0, e1: size(kernelE1), e2: size(kernelE2), lambda: size(lambda) };
    const refused = (error: Error) =>
      context.reportOnce(error.message, "warning", `images are not unfolded: ${error.message}`);
    const queue = {
      kernels: new GrappaKernels(options, weights),
      header: context.header,
      room: new MemoryBudget(maxBytes, context),
      refused: unfold === "possible" ? refused : undefined,
    };
    return (source) => source.pipe(withKernels(context, queue), fillLines(context, weights));
  },
});
