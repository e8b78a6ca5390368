import { AcquisitionFlag } from "../../mrd/index.ts";
import { calibrationArea, hasReference } from "../options/acceleration-settings.ts";
import type { PhantomSettings } from "../options/options.ts";

/** A line of a separate or external calibration, as described by its header. */
export interface ReferenceStep {
  readonly slice: number;
  readonly kspaceEncodeStep1: number;
  readonly kspaceEncodeStep2: number;
  readonly segment: number;
  readonly flags: readonly number[];
  /** Number of the line in its echo train, if it is read as EPI. */
  readonly echo: number;
}

/**
 * The lines of a separate or external calibration with plain readouts in order: slice, partition, line. They are only
 * calibration.
 */
export function referenceSteps(settings: PhantomSettings): ReferenceStep[] {
  if (!hasReference(settings)) return [];
  const { y, z } = calibrationArea(settings);
  const { line, partition } = firstCounters(settings);
  const common = { segment: 0, flags: [AcquisitionFlag.parallelCalibration], echo: 0 };
  const counters = (count: number, first = 0) => Array.from({ length: count }, (_, i) => first + i);
  return counters(settings.slices).flatMap((slice) =>
    counters(z.count, partition).flatMap((kspaceEncodeStep2) =>
      counters(y.count, line).map((kspaceEncodeStep1) => ({ ...common, slice, kspaceEncodeStep1, kspaceEncodeStep2 })),
    ),
  );
}

/** Counters of the first line and partition: an external measurement has a grid of its own. */
export function firstCounters(settings: PhantomSettings): { line: number; partition: number } {
  const { y, z } = calibrationArea(settings);
  return settings.calibrationMode === "external" ? { line: 0, partition: 0 } : { line: y.first, partition: z.first };
}
