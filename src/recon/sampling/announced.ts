import type { GadgetContext } from "../../gadget-api/index.ts";

/** Reports what the header says of the undersampling, for `larmor explain` and the log. */
export function reportAnnounced({ header, reportOnce }: Pick<GadgetContext, "header" | "reportOnce">): void {
  for (const [index, { parallelImaging }] of (header?.encoding ?? []).entries()) {
    if (parallelImaging === undefined) continue;
    const { accelerationFactor, calibrationMode, interleavingDimension } = parallelImaging;
    const factors = [accelerationFactor?.kspaceEncodingStep1 ?? 1, accelerationFactor?.kspaceEncodingStep2 ?? 1];
    if (factors.every((factor) => factor === 1)) continue;
    const name = (header?.encoding.length ?? 0) > 1 ? `encoding ${index}` : "k-space";
    const calibration = calibrationMode === undefined ? "no calibration" : `calibration: ${calibrationMode}`;
    const frames =
      calibrationMode === "interleaved" && interleavingDimension !== undefined ? ` along ${interleavingDimension}` : "";
    const text = `the header says that ${name} is undersampled by ${factors.join(" × ")}, ${calibration}${frames}`;
    reportOnce(`announced ${index}`, "debug", `${text}; the lines that come decide`);
  }
}
