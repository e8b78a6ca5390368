import Type from "typebox";
import { defineGadget, mapOnPool, type ReconBuffer } from "../../src/gadget-api/index.ts";
import { type FilterWork, filterTask, kSpaceWindow, type WindowName } from "../../src/numerics/cartesian/index.ts";

const names: WindowName[] = ["none", "gaussian", "hann", "tukey"];

/**
 * Multiplies k-space by a window along each axis, to reduce ringing and noise at the cost of resolution. Windows have
 * their maximum at the k-space centre and unit mean square over the whole axis, independent of sampling: samples that
 * were not acquired remain zero. The noise keeps its variance, as in Gadgetron, and the intensity grows by the windows'
 * values at the centre, which the client gets to know. `kSpaceWindow` defines them. Readouts in image space are transformed to k-space and
 * back. Axes of one sample and the parallel-imaging reference are not changed.
 */
export default defineGadget({
  name: "kspace-filter",
  summary: "Weight k-space by a window along each axis.",
  in: ["buffer"],
  out: ["buffer"],
  runtime: { linear: true },
  parameters: {
    e0: Type.Enum([...names], { default: "none", description: "Window along the readout." }),
    e1: Type.Enum([...names], { default: "none", description: "Window along the phase encoding." }),
    e2: Type.Enum([...names], { default: "none", description: "Window along the partition encoding." }),
    sigma: Type.Number({
      minimum: 0,
      default: 1.5,
      description: "For gaussian: exp(−sigma² x² / 2), where x is ±1 at the edges of k-space.",
    }),
    width: Type.Number({
      minimum: 0,
      maximum: 0.5,
      default: 0.15,
      description: "For tukey: the fraction of the axis over which each edge falls off.",
    }),
  },
  create(context, { e0, e1, e2, sigma, width }) {
    const windows = [e0, e1, e2] as const;
    if (windows.every((name) => name === "none")) return (source) => source;
    context.recordAttributes({ LarmorKSpaceWindow: windows.join(", ") });
    return mapOnPool(context, filterTask, (buffer: ReconBuffer) => {
      const { imaging } = buffer;
      const { readout, shape } = imaging;
      const data = imaging.gather();
      const gain = [shape.e0, shape.e1, shape.e2].reduce(
        (product, size, axis) => product * kSpaceWindow(size, windows[axis]!, { sigma, width })[Math.floor(size / 2)]!,
        1,
      );
      const text = `the windows keep the noise and multiply the mean intensity by ${Number(gain.toPrecision(3))}`;
      context.reportOnce(text, "info", text);
      const work: FilterWork = { shape: [shape.e0, shape.e1, shape.e2], windows, readout, sigma, width };
      return {
        parameters: work,
        input: data,
        outputLength: data.length,
        memory: context.memory,
        finish: (filtered) => {
          imaging.release(context.memory);
          return { ...buffer, imaging: imaging.with({ samples: filtered }) };
        },
      };
    });
  },
});
