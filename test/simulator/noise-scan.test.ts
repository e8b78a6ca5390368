import { describe, expect, it } from "vitest";
import { AcquisitionFlag, formatHeader, parseHeader } from "../../src/mrd/index.ts";
import { CovarianceAccumulator } from "../../src/numerics/linalg/index.ts";
import { noiseScan, type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { arrayNamed } from "./judge.ts";

const options = { matrix: 32, coils: 4, noiseLevel: 0.5, noiseCorrelation: 0.6, noiseDependency: 400 } as const;

function measuredCovariance(given: PhantomOptions): Float64Array | Float32Array {
  const accumulator = new CovarianceAccumulator(given.coils!);
  for (const { data, header } of noiseScan(given).acquisitions()) accumulator.add(data, header.numberOfSamples);
  return accumulator.covariance();
}

describe("a noise scan", () => {
  it("is what the measurement depends on, under the same identity", () => {
    const { measurementInformation } = phantom(options).header;
    const scan = noiseScan(options).header;
    expect(measurementInformation!.measurementDependency).toEqual([
      { dependencyType: "Noise", measurementId: scan.measurementInformation!.measurementId },
    ]);
    expect(scan.measurementInformation!.measurementId).toMatch(/^noise_\d+$/);
    expect(parseHeader(formatHeader(scan))).toEqual(scan);
    expect(phantom({ ...options, noiseDependency: 0 }).header.measurementInformation!.measurementDependency).toEqual(
      [],
    );
  });

  it("is the same for all measurements with one receiver, and another for another receiver", () => {
    const id = (given: PhantomOptions) =>
      noiseScan({ ...options, ...given }).header.measurementInformation!.measurementId;
    expect(id({ slices: 3, contrasts: 2 })).toBe(id({}));
    expect(new Set([{}, { coils: 3 }, { seed: 2 }, { permuteNoiseCoils: true }, { deadCoil: 1 }].map(id)).size).toBe(5);
  });

  it("holds noise readouts alone, of the measurement's length and dwell time, which are not those of the measurement", () => {
    const scan = noiseScan({ ...options, noiseDependency: 3 });
    const readouts = [...scan.acquisitions()];
    expect(scan.acquisitionCount).toBe(3);
    expect(readouts.map(({ header }) => header.scanCounter)).toEqual([0, 1, 2]);
    const [within] = [...phantom({ ...options, noiseReadouts: 1 }).acquisitions()];
    for (const { header, data } of readouts) {
      expect(header.flags).toBe(1n << BigInt(AcquisitionFlag.noiseMeasurement - 1));
      expect(header.numberOfSamples).toBe(64);
      expect(header.sampleTimeUs).toBe(within!.header.sampleTimeUs);
      expect(data).not.toEqual(within!.data);
    }
    expect([...scan.acquisitions()]).toEqual(readouts);
    expect([...scan.waveforms()]).toEqual([]);
  });

  it("has the covariance of the measurement", () => {
    const truth = arrayNamed(phantom(options), "noise_covariance").data;
    expect(arrayNamed(noiseScan(options), "noise_covariance").data).toEqual(truth);
    expect(relativeError(measuredCovariance(options), truth)).toBeLessThan(0.02);
  });

  it("can have its coils in another order, given by their names", () => {
    const permuted = { ...options, permuteNoiseCoils: true };
    const labels = noiseScan(permuted).header.acquisitionSystemInformation!.coilLabel;
    expect(labels).toEqual(["C2", "C3", "C4", "C1"].map((coilName, coilNumber) => ({ coilNumber, coilName })));
    const truth = arrayNamed(phantom(permuted), "noise_covariance").data;
    const names = phantom(permuted).header.acquisitionSystemInformation!.coilLabel.map(({ coilName }) => coilName);
    const order = labels.map(({ coilName }) => names.indexOf(coilName));
    const expected = order.flatMap((i) => order.flatMap((j) => [truth[2 * (4 * i + j)]!, truth[2 * (4 * i + j) + 1]!]));
    expect([...arrayNamed(noiseScan(permuted), "noise_covariance").data]).toEqual(expected);
    expect(relativeError(measuredCovariance(permuted), expected)).toBeLessThan(0.02);
  });

  it("has the dead coil of the measurement", () => {
    const dead = { ...options, noiseDependency: 2, deadCoil: 1, permuteNoiseCoils: true };
    for (const { data } of noiseScan(dead).acquisitions()) {
      expect(data.subarray(0, 128).every((value) => value === 0)).toBe(true);
      expect(data.subarray(128)).not.toContain(0);
    }
  });

  it("is refused where there is no dependency", () => {
    expect(() => noiseScan({ coils: 2 })).toThrow(/^noiseDependency must be at least 1/);
  });
});
