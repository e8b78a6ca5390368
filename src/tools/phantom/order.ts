import { AcquisitionFlag, flagMask } from "../../mrd/index.ts";
import type { PhantomSettings } from "./options.ts";

/** One line of k-space, as its readout's header has it. */
export interface Line {
  readonly flags: bigint;
  readonly kspaceEncodeStep1: number;
  readonly kspaceEncodeStep2: number;
  readonly slice: number;
  readonly repetition: number;
}

/** A line of a shot, and the flags that say what it is for. */
interface Step {
  readonly step: number;
  readonly purpose: readonly number[];
}

/** Readouts of a whole measurement, noise among them. */
export function readoutCount(settings: PhantomSettings): number {
  const { repetitions, slices, partitions, noiseReadouts } = settings;
  return noiseReadouts + shots(settings).flat().length * slices * partitions * repetitions;
}

/**
 * All lines in their order: repetition, shot, slice, partition, line. Shot a of repetition r has the repetition counter
 * r · acceleration + a, as ISMRMRD's generator counts.
 */
export function* lines(settings: PhantomSettings): Generator<Line> {
  const { slices, partitions, repetitions, acceleration } = settings;
  const steps = shots(settings);
  for (let repetition = 0; repetition < repetitions * acceleration; repetition++) {
    const shot = steps[repetition % acceleration]!;
    for (let slice = 0; slice < slices; slice++) {
      for (let partition = 0; partition < partitions; partition++) {
        for (const [i, { step, purpose }] of shot.entries()) {
          const first = firstFlags(i, partition, slice);
          const last = lastFlags(
            shot.length - 1 - i,
            partitions - 1 - partition,
            slices - 1 - slice,
            repetitions * acceleration - 1 - repetition,
          );
          yield {
            flags: flagMask(...purpose, ...first, ...last),
            kspaceEncodeStep1: step,
            kspaceEncodeStep2: partition,
            slice,
            repetition,
          };
        }
      }
    }
  }
}

/** Which loops begin, given how many rounds of each are done. */
function firstFlags(lines: number, partitions: number, slices: number): number[] {
  if (lines > 0) return [];
  const flags: number[] = [AcquisitionFlag.firstInEncodeStep1];
  if (partitions > 0) return flags;
  flags.push(AcquisitionFlag.firstInEncodeStep2, AcquisitionFlag.firstInSlice);
  return slices > 0 ? flags : [...flags, AcquisitionFlag.firstInRepetition];
}

/** Which loops end, given how many rounds of each are left. */
function lastFlags(lines: number, partitions: number, slices: number, repetitions: number): number[] {
  if (lines > 0) return [];
  const flags: number[] = [AcquisitionFlag.lastInEncodeStep1];
  if (partitions > 0) return flags;
  flags.push(AcquisitionFlag.lastInEncodeStep2, AcquisitionFlag.lastInSlice);
  if (slices > 0) return flags;
  flags.push(AcquisitionFlag.lastInRepetition);
  return repetitions > 0 ? flags : [...flags, AcquisitionFlag.lastInMeasurement];
}

/** The lines of each shot in rising order: every n-th, and all of the calibration area. */
function shots({ matrixY, acceleration, calibrationWidth }: PhantomSettings): Step[][] {
  const from = Math.floor(matrixY / 2) - Math.floor(calibrationWidth / 2);
  return Array.from({ length: acceleration }, (_, shot) => {
    const steps: Step[] = [];
    for (let step = 0; step < matrixY; step++) {
      const imaging = step % acceleration === shot;
      const calibration = step >= from && step < from + calibrationWidth;
      if (calibration) {
        const { parallelCalibration, parallelCalibrationAndImaging } = AcquisitionFlag;
        steps.push({ step, purpose: [imaging ? parallelCalibrationAndImaging : parallelCalibration] });
      } else if (imaging) steps.push({ step, purpose: [] });
    }
    return steps;
  });
}
