import { AcquisitionFlag } from "../../mrd/index.ts";
import { calibrationArea } from "../options/acceleration-settings.ts";
import type { PhantomSettings } from "../options/options.ts";
import { firstCounters, type ReferenceStep } from "./reference.ts";
import { lineAxis } from "./sampling.ts";

/** Which lines of the grid are read. */
export interface EpiLines {
  /** Position on the grid of the line whose counter is 0. */
  readonly firstRow: number;
  /** Factor of the object. */
  readonly scale: number;
}

/** A line of an echo train. */
interface EchoLine {
  readonly kspaceEncodeStep1: number;
  readonly flags: readonly number[];
  /** 0 for the first image line of its shot; navigators are −1, −2, … before it. */
  readonly echo: number;
}

/** Flags of an echo: every second one is reversed, and echo 0 is not. */
export function echoFlags(echo: number): number[] {
  return echo % 2 === 0 ? [] : [AcquisitionFlag.reverse];
}

/** Inserts the navigators of EPI before the first line of each shot. */
export function withNavigators<T extends EchoLine & { readonly encodingSpaceRef: number }>(
  lines: readonly T[],
  settings: PhantomSettings,
): T[] {
  if (!settings.epi) return [...lines];
  const { center } = lineAxis(settings);
  return lines.flatMap((line) =>
    line.echo === 0 && line.encodingSpaceRef === 0 ? [...navigators(line, center, settings), line] : [line],
  );
}

/** The lines of a calibration that is read as EPI: slice, shot, navigators, line. */
export function epiReferenceSteps(settings: PhantomSettings): ReferenceStep[] {
  const { slices, acceleration } = settings;
  const { y } = calibrationArea(settings);
  const { line, partition } = firstCounters(settings);
  const counters = (count: number, first = 0) => Array.from({ length: count }, (_, i) => first + i);
  const shots = Math.min(acceleration, y.count);
  return counters(slices).flatMap((slice) =>
    counters(shots).flatMap((segment) => {
      const lines = counters(y.count, line).filter((_, i) => i % shots === segment);
      const steps = lines.map((kspaceEncodeStep1, echo) => ({
        slice,
        kspaceEncodeStep1,
        kspaceEncodeStep2: partition,
        segment,
        echo,
        flags: [AcquisitionFlag.parallelCalibration, ...echoFlags(echo)],
      }));
      const center = line + Math.floor(y.count / 2);
      return [...navigators(steps[0]!, center, settings, [AcquisitionFlag.parallelCalibration]), ...steps];
    }),
  );
}

/** The navigators of the shot that starts with a line, at the centre of k-space. */
function navigators<T extends EchoLine>(
  first: T,
  center: number,
  { epiNavigators }: PhantomSettings,
  flags: readonly number[] = [],
): T[] {
  return Array.from({ length: epiNavigators }, (_, i) => {
    const echo = i - epiNavigators;
    const all = [...flags, AcquisitionFlag.phaseCorrectionData, ...echoFlags(echo)];
    return { ...first, kspaceEncodeStep1: center, echo, flags: all };
  });
}

/** Where the lines of a calibration that is read as EPI are on the grid, and their intensity. */
export function epiReferenceLines(settings: PhantomSettings): EpiLines {
  const first = calibrationArea(settings).y.first - firstCounters(settings).line;
  return { firstRow: first + lineAxis(settings).dropped, scale: settings.calibrationScale };
}
