import { expect } from "vitest";
import { type Acquisition, AcquisitionFlag, type AcquisitionHeader } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { arrayNamed, type Comparison, readoutsOf } from "./judge.ts";

/** Compares EPI with its ground truth, by the header and by definitions: integrals are sums, and transforms too. */

const { phaseCorrectionData, parallelCalibration, reverse } = AcquisitionFlag;

export function isNavigator({ header }: Acquisition): boolean {
  return header.has(phaseCorrectionData);
}

export function isReversed({ header }: Acquisition): boolean {
  return header.has(reverse);
}

/** Parameters of the trajectory, by name. */
export function describedEpi(options: PhantomOptions): Record<string, number> {
  const { userParameterLong, userParameterDouble } = phantom(options).header.encoding[0]!.trajectoryDescription!;
  return Object.fromEntries([...userParameterLong, ...userParameterDouble].map(({ name, value }) => [name!, value!]));
}

/** Midpoint rule, exact for a gradient whose kinks are at whole µs. */
const STEP_US = 0.25;

/** Positions of a forward line by summing up the gradient in the header, and those of a gradient without ramps. */
export function positionsOf(options: PhantomOptions): { readonly k: number[]; readonly flat: number[] } {
  const { rampUpTime, rampDownTime, flatTopTime, numSamples, dwellTime } = describedEpi(options);
  const total = rampUpTime! + flatTopTime! + rampDownTime!;
  const delay = (total - numSamples! * dwellTime!) / 2;
  const areas = [0];
  for (let time = STEP_US / 2; time < total; time += STEP_US) {
    const gradient = Math.min(1, time / rampUpTime!, (total - time) / rampDownTime!);
    areas.push(areas.at(-1)! + STEP_US * gradient);
  }
  const area = (time: number) => {
    expect(time % STEP_US).toBe(0);
    return areas[time / STEP_US]!;
  };
  const matrix = phantom(options).header.encoding[0]!.encodedSpace.matrixSize.x;
  const unit = matrix / (area(total - delay) - area(delay));
  const times = Array.from({ length: numSamples! }, (_, n) => delay + (n + 0.5) * dwellTime!);
  return {
    k: times.map((time) => unit * (area(time) - area(total) / 2)),
    flat: times.map((time) => unit * (time - total / 2)),
  };
}

/** A measurement's readouts, but for noise and garbage, with their place in the echo trains. */
export function echoesOf(options: PhantomOptions): { readout: Acquisition; shot: number; echo: number }[] {
  const { epiNavigators = 3 } = options;
  let [shot, echo, before, part] = [-1, 0, "", -1n];
  return readoutsOf(options)
    .filter(({ header }) => !header.has(AcquisitionFlag.noiseMeasurement) && !header.has(AcquisitionFlag.dummyScanData))
    .map((readout) => {
      const { header } = readout;
      const key = shotKey(header);
      const itsPart = header.has(parallelCalibration) ? 1n : 0n;
      if (itsPart !== part) shot = -1; // shots of a calibration are counted separately
      if (key !== before || itsPart !== part) {
        shot += 1;
        echo = -epiNavigators;
      } else echo += 1;
      [before, part] = [key, itsPart];
      return { readout, shot, echo };
    });
}

function shotKey({ repetition, average, phase, set, slice, contrast, segment }: AcquisitionHeader): string {
  return [repetition, average, phase, set, slice, contrast, segment].join();
}

/** Samples of all lines and navigators, `[coils][samples]` one after another, and what they should be. */
export function compareEchoes(options: PhantomOptions): Comparison {
  const { gradientDelay = 0, oddEvenPhase = 0, shotPhase = 0, drift = 0, coils = 8 } = options;
  const made = phantom(options);
  const { encodedSpace, encodingLimits } = made.header.encoding[0]!;
  const { x, y } = encodedSpace.matrixSize;
  const images = arrayNamed(made, "coil_images").data;
  const factors = arrayNamed(made, "contrast_factors")?.data ?? [1];
  const { k, flat } = positionsOf(options);
  const actual: number[] = [];
  const expected: number[] = [];
  for (const { readout, shot, echo } of echoesOf(options)) {
    const { header, data } = readout;
    const direction = isReversed(readout) ? -1 : 1;
    const ky = header.kspaceEncodeStep1 - encodingLimits.kspaceEncodingStep1!.center;
    const turns =
      header.readDir.reduce((sum, part, i) => sum + part * header.position[i]!, 0) / encodedSpace.fieldOfViewMm.x;
    const intensity =
      factors[2 * header.contrast]! * (header.has(parallelCalibration) ? (options.calibrationScale ?? 1) : 1);
    for (let coil = 0; coil < coils; coil++) {
      const image = images.subarray(
        2 * x * y * (header.slice * coils + coil),
        2 * x * y * (header.slice * coils + coil + 1),
      );
      const line = transformedLine(image, [x, y], ky);
      for (const [n, at] of k.entries()) {
        const position = at - gradientDelay;
        const phase =
          direction * (2 * Math.PI * turns * (position - flat[n]!) + (oddEvenPhase + shotPhase * shot) / 2) +
          drift * echo;
        expected.push(...sampleAt(line, direction * position, phase).map((part) => intensity * part));
        actual.push(...data.subarray(2 * (coil * k.length + n), 2 * (coil * k.length + n + 1)));
      }
    }
  }
  return { actual: Float32Array.from(actual), expected: Float32Array.from(expected) };
}

/** The image of one line: the transform along y at an integer position. */
function transformedLine(image: Float32Array, [x, y]: readonly [number, number], ky: number): Float64Array {
  const line = new Float64Array(2 * x);
  for (let row = 0; row < y; row++) {
    const angle = (-2 * Math.PI * ky * (row - Math.floor(y / 2))) / y;
    for (let i = 0; i < x; i++) {
      const [re, im] = [image[2 * (row * x + i)]!, image[2 * (row * x + i) + 1]!];
      line[2 * i]! += (re * Math.cos(angle) - im * Math.sin(angle)) / Math.sqrt(y);
      line[2 * i + 1]! += (re * Math.sin(angle) + im * Math.cos(angle)) / Math.sqrt(y);
    }
  }
  return line;
}

/** The transform of a line at any position, times exp(i phase). */
function sampleAt(line: Float64Array, position: number, phase = 0): [number, number] {
  const pixels = line.length / 2;
  let [re, im] = [0, 0];
  for (let i = 0; i < pixels; i++) {
    const angle = (-2 * Math.PI * position * (i - Math.floor(pixels / 2))) / pixels + phase;
    re += (line[2 * i]! * Math.cos(angle) - line[2 * i + 1]! * Math.sin(angle)) / Math.sqrt(pixels);
    im += (line[2 * i]! * Math.sin(angle) + line[2 * i + 1]! * Math.cos(angle)) / Math.sqrt(pixels);
  }
  return [re, im];
}
