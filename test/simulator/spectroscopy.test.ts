import { describe, expect, it } from "vitest";
import { AcquisitionFlag, formatHeader, parseHeader } from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { arrayNamed } from "./judge.ts";

describe("a phantom of spectroscopy", () => {
  it("has the signal of its metabolites, which decays, in each coil by its sensitivity", () => {
    const given = { spectroscopy: "single-voxel", coils: 3, noiseLevel: 0, spectrumSamples: 64 } as const;
    const measured = phantom(given);
    const [readout, ...others] = [...measured.acquisitions()];
    expect(others).toEqual([]);
    expect(measured.acquisitionCount).toBe(1);
    expect(readout!.header).toMatchObject({ numberOfSamples: 128, activeChannels: 3, sampleTimeUs: 250 });
    expect(readout!.header.has(AcquisitionFlag.lastInSlice)).toBe(true);
    const csm = arrayNamed(measured, "csm");
    for (const coil of [0, 1, 2]) {
      const [re, im] = readout!.data.subarray(2 * 128 * coil);
      // All metabolites are in phase at first.
      expect(re).toBeCloseTo(5.2 * csm.data[2 * coil]!, 5);
      expect(im).toBeCloseTo(5.2 * csm.data[2 * coil + 1]!, 5);
    }
    const signal = arrayNamed(measured, "time_signal").data;
    expect([signal[0], signal[1]]).toEqual([Math.fround(5.2), 0]);
    // Sample 20 of the spectrum is sample 40 of the readout.
    const [re, im] = [signal[40]!, signal[41]!];
    expect(readout!.data[80]).toBeCloseTo(re * csm.data[0]! - im * csm.data[1]!, 5);
  });

  it("counts averages, lines and segments, after its noise", () => {
    const measured = phantom({ spectroscopy: "imaging", voxels: 3, coils: 1, averages: 2, noiseReadouts: 1 });
    const [noise, ...decays] = [...measured.acquisitions()].map(({ header }) => header);
    expect(measured.acquisitionCount).toBe(19);
    expect(noise!.has(AcquisitionFlag.noiseMeasurement)).toBe(true);
    expect(
      decays.map(({ average, segment, kspaceEncodeStep1 }) => 9 * average + 3 * segment + kspaceEncodeStep1),
    ).toEqual(Array.from({ length: 18 }, (_, i) => i));
    expect(decays.map((header) => header.scanCounter)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
    expect(parseHeader(formatHeader(measured.header))).toEqual(measured.header);
    expect(measured.header.encoding[0]!.encodingLimits.segment).toEqual({ minimum: 0, maximum: 2, center: 1 });
  });

  it.each([
    [{ spectroscopy: "single-voxel", slices: 2 }, "spectroscopy and slices cannot be combined"],
    [{ spectroscopy: "imaging", epi: true }, "spectroscopy and epi cannot be combined"],
    [{ spectroscopy: "single-voxel", voxels: 4 }, "voxels requires spectroscopy imaging"],
    [{ spectrumSamples: 4 }, "spectrumSamples requires spectroscopy"],
    [{ spectroscopy: "fid" as "none" }, "spectroscopy must be one of none, single-voxel, imaging, not fid"],
  ] as const)("refuses %j", (options, message) => {
    expect(() => phantom(options)).toThrow(message);
  });
});
