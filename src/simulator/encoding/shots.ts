import { AcquisitionFlag } from "../../mrd/index.ts";
import type { PhantomSettings } from "../options/options.ts";
import { lineAxis } from "./sampling.ts";

/** A line of a shot, with its flags for calibration, reversal and so on. */
export interface EncodingStep {
  readonly kspaceEncodeStep1: number;
  readonly segment: number;
  readonly flags: readonly number[];
}

/**
 * The lines of each shot in the order of acquisition: every n-th, and the whole calibration area, distributed over
 * segments.
 */
export function shots(settings: PhantomSettings): EncodingStep[][] {
  const { acceleration, calibrationWidth, alternating, segments } = settings;
  const { acquired, center } = lineAxis(settings);
  const from = center - Math.floor(calibrationWidth / 2);
  const { parallelCalibration, parallelCalibrationAndImaging, reverse } = AcquisitionFlag;
  return Array.from({ length: acceleration }, (_, shot) => {
    const rising: Omit<EncodingStep, "segment">[] = [];
    for (let step = 0; step < acquired; step++) {
      const imaging = step % acceleration === shot;
      const calibration = step >= from && step < from + calibrationWidth;
      if (calibration) {
        const flags = [imaging ? parallelCalibrationAndImaging : parallelCalibration];
        rising.push({ kspaceEncodeStep1: step, flags });
      } else if (imaging) rising.push({ kspaceEncodeStep1: step, flags: [] });
    }
    const dealt = Array.from({ length: segments }, (_, segment) =>
      rising.filter((_, i) => i % segments === segment).map((step) => ({ ...step, segment })),
    ).flat();
    return dealt.map((step, i) => (alternating && i % 2 === 1 ? { ...step, flags: [...step.flags, reverse] } : step));
  });
}
