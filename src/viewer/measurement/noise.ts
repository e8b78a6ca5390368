import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { CovarianceAccumulator } from "../../numerics/linalg/index.ts";
import { counted } from "../../text/index.ts";
import type { NoiseCovariance } from "../api/index.ts";
import { ViewerError } from "../errors.ts";
import { Steps } from "./in-steps.ts";
import { requireRows } from "./samples.ts";

/**
 * The covariance of noise readouts, as the gadget `noise-adjust` computes it.
 * @throws ViewerError `bad-request` if there are none, or if they have different numbers of coils
 */
export async function noiseCovariance(
  group: MrdGroup,
  rows: readonly number[],
): Promise<{ meta: NoiseCovariance; covariance: Float64Array }> {
  requireRows(group, rows);
  const steps = new Steps();
  let sums: CovarianceAccumulator | undefined;
  for (const row of rows) {
    for (const { header, data } of group.acquisitions({ start: row, end: row + 1, reuse: true })) {
      sums ??= new CovarianceAccumulator(header.activeChannels);
      if (header.activeChannels !== sums.coils) {
        throw new ViewerError(
          "bad-request",
          `noise readout ${row} has ${counted(header.activeChannels, "coil")}, but those before it have ${sums.coils}`,
        );
      }
      sums.add(data, header.numberOfSamples);
    }
    await steps.next();
  }
  if (sums === undefined) throw new ViewerError("bad-request", "there are no noise readouts");
  return { meta: { coils: sums.coils, samples: sums.samples }, covariance: sums.covariance() };
}
