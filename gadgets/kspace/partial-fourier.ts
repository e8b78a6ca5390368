import Type from "typebox";
import { defineGadget, type KSpace, type LogLevel, mapOnPool, type ReconBuffer } from "../../src/gadget-api/index.ts";
import { fillingBlocker, type PhaseRows, partialFourierTask, sampledRows } from "../../src/numerics/cartesian/index.ts";

/**
 * Handles k-space of which one side along e1, e2 or both was not acquired. `filter` tapers the edge, Gadgetron's
 * default. `homodyne` and `pocs` fill the missing side, assuming a smooth image phase; the buffer then describes the
 * axis as fully sampled. The default is `pocs`: it changes no acquired sample, so its error is smallest where the phase
 * is not smooth. Each coil's volume is processed independently. Lines missing within the sampled rows count as zeros;
 * if they are missing by undersampling, or the k-space centre is missing, `filter` is used and the client is warned.
 */
export default defineGadget({
  name: "partial-fourier",
  summary: "Fill the side of k-space missing in partial Fourier, or taper its edge.",
  in: ["buffer"],
  out: ["buffer"],
  runtime: { linear: true },
  parameters: {
    method: Type.Enum(["filter", "homodyne", "pocs", "none"], {
      default: "pocs",
      description: "How to handle the missing side: taper its edge (filter), fill it (homodyne, pocs), or none.",
    }),
    iterations: Type.Integer({ minimum: 1, maximum: 1000, default: 6, description: "Maximum iterations of pocs." }),
    threshold: Type.Number({ minimum: 0, default: 0.01, description: "Relative change at which pocs stops." }),
    taper: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.15,
      description: "Width of filter's taper, as a fraction of the axis.",
    }),
  },
  create(context, { method: wanted, ...options }) {
    if (wanted === "none") return (source) => source;
    const reportEach = (level: LogLevel, text: string) => context.reportOnce(text, level, text);
    return mapOnPool(context, partialFourierTask, (buffer: ReconBuffer) => {
      const { imaging } = buffer;
      const { readout, shape } = imaging;
      const rows = sampledRows(imaging);
      if (!rows.some(({ partial }) => partial)) return { result: buffer };
      const reason = wanted === "filter" ? undefined : fillingBlocker(imaging, rows);
      const method = reason === undefined ? wanted : "filter";
      const work = { shape: [shape.e0, shape.e1, shape.e2], rows, readout, method, ...options } as const;
      if (reason) reportEach("warning", `partial Fourier: ${reason}; using filter instead of ${wanted}`);
      reportEach(
        "info",
        `partial Fourier along ${described(rows)}: ${method === "filter" ? "edge tapered" : "filled"} by ${method}`,
      );
      context.recordAttributes({ LarmorPartialFourier: method });
      const data = imaging.gather();
      return {
        parameters: { ...work, count: shape.coils * shape.n * shape.s * shape.slices },
        input: data,
        outputLength: data.length,
        heavy: method === "pocs",
        finish: (result) => {
          imaging.release(context.memory);
          return {
            ...buffer,
            imaging: imaging.with({ samples: result, ...(method !== "filter" && sampling(imaging, rows)) }),
          };
        },
      };
    });
  },
});

function described(rows: readonly PhaseRows[]): string {
  const texts = rows.map(({ size, first, last, partial }, i) => {
    const share = Math.round((100 * (last - first + 1)) / size);
    return partial ? `e${i + 1} (rows ${first} to ${last} of ${size}, ${share} % acquired)` : "";
  });
  return texts.filter((text) => text !== "").join(" and ");
}

/** @param rows of e1 and e2; partial ones were filled, so that all of their axis is sampled now */
function sampling({ e1, e2 }: KSpace, [rows1, rows2]: readonly [PhaseRows, PhaseRows]) {
  return {
    e1: rows1.partial ? { ...e1, first: 0, last: rows1.size - 1 } : e1,
    e2: rows2.partial ? { ...e2, first: 0, last: rows2.size - 1 } : e2,
  };
}
