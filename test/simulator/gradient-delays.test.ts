import { describe, expect, it } from "vitest";
import { delayedPoints } from "../../src/numerics/trajectories/index.ts";
import { coilSeries } from "../../src/simulator/analytic/coil-series.ts";
import { ObjectSpectrum } from "../../src/simulator/analytic/object-spectrum.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { phantomSettings } from "../../src/simulator/options/settings.ts";

describe("gradient delays", () => {
  it.each<PhantomOptions>([
    { trajectory: "radial", interleaves: 7 },
    { trajectory: "stack-of-stars", interleaves: 5, partitions: 3 },
  ])("measure spokes S (cos, sin) samples ahead of their coordinates: %j", (options) => {
    const samples = 16;
    const scan: PhantomOptions = { matrix: samples, oversampling: 1, coils: 2, noiseLevel: 0, ...options };
    const nominal = [...phantom(scan).acquisitions()];
    const delayed = [...phantom({ ...scan, gradientDelays: [0.6, -0.3, 0.2] }).acquisitions()];
    const settings = phantomSettings(scan);
    const spectrum = new ObjectSpectrum(settings, 0, coilSeries(settings));
    for (const [i, { trajectory, header, data }] of delayed.entries()) {
      expect(trajectory).toEqual(nominal[i]!.trajectory);
      const dimensions = header.trajectoryDimensions;
      const angle = (Math.PI * header.kspaceEncodeStep1) / options.interleaves!;
      const ahead = [0.6 * Math.cos(angle) + 0.2 * Math.sin(angle), 0.2 * Math.cos(angle) - 0.3 * Math.sin(angle), 0];
      const expected = spectrum.measure(trajectory.map((k, at) => k + ahead[at % dimensions]! / samples));
      for (const [at, value] of expected.entries()) expect(data[at]!).toBeCloseTo(value, 4);
    }
  });

  it("follow the direction of a curve", () => {
    const turn = (sample: number) => (2 * Math.PI * sample) / 100;
    const circle = Float32Array.from(
      Array.from({ length: 101 }, (_, sample) => [Math.cos(turn(sample)), Math.sin(turn(sample))]).flat(),
    );
    const points = delayedPoints(circle, 2, [1, 1, 0]);
    for (const sample of [1, 30, 77]) {
      expect(points[2 * sample]).toBeCloseTo(Math.cos(turn(sample + 1)), 2);
      expect(points[2 * sample + 1]).toBeCloseTo(Math.sin(turn(sample + 1)), 2);
    }
  });
});
