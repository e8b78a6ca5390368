import { AcquisitionFlag } from "../../mrd/index.ts";
import { calibrationArea, hasReference, shotCount } from "../options/acceleration-settings.ts";
import type { PhantomSettings } from "../options/options.ts";
import { isCartesian } from "../options/trajectory-settings.ts";
import { echoFlags } from "./epi-order.ts";
import { lineAxis, partitionAxis } from "./sampling.ts";
import { interleafCount } from "./trajectory.ts";

/** A line of a shot, with its flags for calibration, reversal and so on. */
export interface EncodingStep {
  readonly kspaceEncodeStep1: number;
  readonly kspaceEncodeStep2: number;
  readonly segment: number;
  /** Number of the line in its segment. */
  readonly echo: number;
  readonly flags: readonly number[];
}

/**
 * The lines of each shot in the order of acquisition, partition after partition: those of its lattice, and the whole
 * calibration area if it is embedded, distributed over segments.
 */
export function shots(settings: PhantomSettings): EncodingStep[][] {
  const partitions = Array.from({ length: partitionAxis(settings).acquired }, (_, partition) => partition);
  return Array.from({ length: shotCount(settings) }, (_, shot) =>
    partitions.flatMap((partition) => ordered(rising(settings, shot, partition), settings)),
  );
}

type Step = Omit<EncodingStep, "segment" | "echo">;

/** The lines of a partition in one shot, by their counters. */
function rising(settings: PhantomSettings, shot: number, kspaceEncodeStep2: number): Step[] {
  const { parallelCalibration, parallelCalibrationAndImaging } = AcquisitionFlag;
  const { y, z } = calibrationArea(settings);
  const inArea = (step: number, { first, count }: typeof y) => step >= first && step < first + count;
  const calibrated = !hasReference(settings) && inArea(kspaceEncodeStep2, z);
  const steps: Step[] = [];
  const lines = isCartesian(settings) ? lineAxis(settings).acquired : interleafCount(settings);
  for (let kspaceEncodeStep1 = 0; kspaceEncodeStep1 < lines; kspaceEncodeStep1++) {
    const imaging = isInLattice(settings, shot, kspaceEncodeStep1, kspaceEncodeStep2);
    if (calibrated && inArea(kspaceEncodeStep1, y)) {
      const flags = [imaging ? parallelCalibrationAndImaging : parallelCalibration];
      steps.push({ kspaceEncodeStep1, kspaceEncodeStep2, flags });
    } else if (imaging) steps.push({ kspaceEncodeStep1, kspaceEncodeStep2, flags: [] });
  }
  return steps;
}

/** Lattices start at each of R1 lines of each of R2 partitions; the j-th line is shifted by j · Δ partitions. */
function isInLattice(settings: PhantomSettings, shot: number, line: number, partition: number): boolean {
  const { acceleration, accelerationZ, caipirinha } = settings;
  const first = Math.floor(shot / acceleration) + caipirinha * Math.floor(line / acceleration);
  return line % acceleration === shot % acceleration && partition % accelerationZ === first % accelerationZ;
}

/**
 * The lines of a partition distributed over segments, every second one reversed if so requested: of EPI, every second
 * one of each segment.
 */
function ordered(rising: readonly Step[], { segments, alternating, epi }: PhantomSettings): EncodingStep[] {
  const dealt = Array.from({ length: segments }, (_, segment) =>
    rising.filter((_, i) => i % segments === segment).map((step, echo) => ({ ...step, segment, echo })),
  ).flat();
  if (!alternating && !epi) return dealt;
  return dealt.map((step, i) => ({ ...step, flags: [...step.flags, ...echoFlags(epi ? step.echo : i)] }));
}
