import Type from "typebox";
import { collect, defineGadget } from "../../src/gadget-api/index.ts";
import { type Dependencies, formatAttributes } from "../../src/mrd/index.ts";

/**
 * Answers with a summary of a measurement's noise, after the end of the input, which is discarded. The attributes of
 * the answer are those of Gadgetron: `status` (`success`, or `failed` if there is none), `channels`,
 * `noise_dwell_time_us`, and the minimum, maximum and mean standard deviation over the coils, `min_sigma`, `max_sigma`
 * and `mean_sigma`.
 */
export default defineGadget({
  name: "noise-summary",
  summary: "Answer a dependency query: a summary of a measurement's noise.",
  in: ["acquisition", "waveform", "image", "text"],
  out: ["dependencies"],
  parameters: {
    measurement: Type.String({ default: "", description: "ID of the measurement." }),
  },
  create: ({ noise, report }, { measurement }) => {
    const found = () => {
      try {
        return noise.find(measurement);
      } catch (error) {
        report("warning", (error as Error).message);
        return undefined;
      }
    };
    const answer = (): Dependencies[] => {
      const record = found();
      if (record === undefined) return [{ kind: "dependencies", attributes: formatAttributes({ status: "failed" }) }];
      const { coils, covariance, dwellUs } = record;
      const sigmas = Array.from({ length: coils }, (_, coil) => Math.sqrt(covariance[2 * coil * (coils + 1)]!));
      const attributes = formatAttributes({
        status: "success",
        channels: coils,
        noise_dwell_time_us: dwellUs,
        min_sigma: Math.min(...sigmas),
        max_sigma: Math.max(...sigmas),
        mean_sigma: sigmas.reduce((sum, sigma) => sum + sigma, 0) / coils,
      });
      return [{ kind: "dependencies", attributes }];
    };
    return collect({ take: () => [], finish: answer });
  },
});
