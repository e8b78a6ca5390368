import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Image } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { reconstruct } from "../support/reconstruct.ts";

/**
 * Gadgetron's chains compared with an independent NumPy program, grappa.py, that agrees with Gadgetron's results to their
 * rounding. gadgetron-numbers.json has rows 14 and 23 of each of its images of files made by
 *
 *   larmor phantom -m 32 --matrix-y 40 -c 5 -a 2 -w 16 -C --correlated-noise --seed 7
 *   larmor phantom -m 32 --matrix-y 45 -c 6 -a 3 -w 24 -C --calibration-mode separate --calibration-scale 2
 *     --single-lattice --seed 8
 *
 * and by `grappa.py generic FILE`, `grappa.py snr FILE`, `grappa.py fft FILE` and `grappa.py realtime --ref sofar FILE`.
 */
const files: Record<string, PhantomOptions> = {
  embedded: {
    matrix: 32,
    matrixY: 40,
    coils: 5,
    acceleration: 2,
    calibrationWidth: 16,
    noiseReadouts: 1,
    noiseCorrelation: 0.5,
    seed: 7,
  },
  separate: {
    matrix: 32,
    matrixY: 45,
    coils: 6,
    acceleration: 3,
    calibrationWidth: 24,
    noiseReadouts: 1,
    calibrationMode: "separate",
    calibrationScale: 2,
    singleLattice: true,
    seed: 8,
  },
};
const expected = JSON.parse(readFileSync(new URL("gadgetron-numbers.json", import.meta.url), "utf8")) as Record<
  string,
  Record<string, Record<string, number[][]>>
>;
const series = { image: 1, g: 20, snr: 300 } as const;

function rowsOf(images: readonly Image[], wanted: number): number[][] {
  const own = images.filter(({ header }) => header.imageSeriesIndex === wanted);
  return own.flatMap(({ header, data }) => {
    const width = header.matrixSize[0]!;
    return [14, 23].map((row) => Array.from(data.subarray(row * width, (row + 1) * width), Number));
  });
}

describe.each(Object.keys(files))("Gadgetron's chains, with %s calibration:", (name) => {
  it.each([
    ["Generic_Cartesian_Grappa", "generic", {}],
    ["Generic_Cartesian_Grappa_SNR", "snr", {}],
    ["Generic_Cartesian_FFT", "fft", {}],
    // The same with the thresholds of the first one.
    ["Generic_Cartesian_Grappa_RealTimeCine", "generic", { compression: "0.002", threshold: "0.01" }],
    ["Generic_Cartesian_Grappa_T2W", "generic", { compression: "0.002", threshold: "0.01" }],
  ])("%s", async (chain, mode, parameters) => {
    const measured = phantom(files[name]!);
    const { images } = await reconstruct(chain, measured.header, measured.acquisitions(), { parameters });
    const kinds = Object.entries(expected[name]![mode]!);
    expect(kinds.length).toBe(mode === "snr" ? 3 : 1);
    for (const [kind, rows] of kinds) {
      const own = rowsOf(images, series[kind as keyof typeof series]);
      // With weights of the first repetition, the second differs.
      const compared = chain.endsWith("T2W") ? rows.slice(0, 2) : rows;
      expect(own.length).toBe(rows.length);
      const differences = compared.flatMap((row, i) => row.map((value, x) => Math.abs(value - own[i]![x]!)));
      expect(Math.max(...differences)).toBeLessThanOrEqual(1);
      expect(differences.filter((difference) => difference > 0).length).toBeLessThan(0.05 * differences.length);
    }
  });
});

describe.each(Object.keys(files))("Gadgetron's real-time chain, with %s calibration:", (name) => {
  it("grappa_float_cpu", async () => {
    const measured = phantom(files[name]!);
    const { images } = await reconstruct("grappa_float_cpu", measured.header, measured.acquisitions());
    const rows = expected[name]!.realtime!.image!;
    const own = rowsOf(images, 0);
    expect(own.length).toBe(rows.length);
    const most = Math.max(...rows.flat());
    const differences = rows.flatMap((row, i) => row.map((value, x) => Math.abs(value - own[i]![x]!)));
    expect(Math.max(...differences)).toBeLessThan(1e-4 * most);
  });

  it("differs without the lines that overlap, or with weights of the first frame only", async () => {
    const run = async (parameters: Record<string, string>) => {
      const measured = phantom(files[name]!);
      const { images } = await reconstruct("grappa_float", measured.header, measured.acquisitions(), { parameters });
      return images.map(({ data }) => data as Float32Array);
    };
    const [plain, correct, first] = [
      await run({}),
      await run({ overlapping: "false" }),
      await run({ weights: "first" }),
    ];
    const error = relativeError(correct[0]!, plain[0]!);
    expect(error).toBeGreaterThan(1e-4);
    expect(error).toBeLessThan(0.05);
    expect(first[0]).toEqual(plain[0]);
    if (plain.length > 1) expect(relativeError(first[1]!, plain[1]!)).toBeGreaterThan(0.01);
  });
});

describe("Gadgetron's chains", () => {
  it("send complex images whose magnitude is that of the others", async () => {
    const measured = () => phantom(files.embedded!);
    const [whole, complex] = await Promise.all(
      ["Generic_Cartesian_Grappa", "Generic_Cartesian_Grappa_Complex"].map((chain) =>
        reconstruct(chain, measured().header, measured().acquisitions()),
      ),
    );
    expect(complex!.images.length).toBe(whole!.images.length);
    for (const [i, { data }] of complex!.images.entries()) {
      const counts = whole!.images[i]!.data;
      for (const [p, count] of counts.entries())
        expect(Math.abs(Math.hypot(Number(data[2 * p]), Number(data[2 * p + 1])) - Number(count))).toBeLessThan(0.501);
    }
  });

  it.each<[string, PhantomOptions]>([
    ["full echoes", {}],
    ["asymmetric echoes", { asymmetricEcho: 0.6 }],
    ["partial Fourier", { partialFourier: 0.7 }],
  ])("are in units of the noise: a standard deviation of 1 in the background, with %s", async (_name, options) => {
    const size = { matrix: 64, coils: 6, acceleration: 2, calibrationWidth: 20, singleLattice: true };
    const measured = phantom({ ...size, noiseReadouts: 32, noiseLevel: 1, repetitions: 1, ...options });
    const { images } = await reconstruct("Generic_Cartesian_Grappa_SNR", measured.header, measured.acquisitions());
    const snr = images.find(({ header }) => header.imageSeriesIndex === 300)!;
    const isEdge = (i: number) => i < 8 || i > 55;
    const corners = Array.from(snr.data, Number).filter((_value, i) => isEdge(i % 64) && isEdge(Math.floor(i / 64)));
    const deviation = Math.sqrt(corners.reduce((sum, value) => sum + value * value, 0) / (2 * corners.length)) / 10;
    expect(deviation).toBeGreaterThan(0.93);
    expect(deviation).toBeLessThan(1.07);
  });

  it("add the standard deviation of SNR maps: 1 in the object, of enough repetitions", async () => {
    const enough = { noiseReadouts: 64, repetitions: 65 };
    const measured = phantom({ ...files.embedded!, matrix: 24, matrixY: 24, singleLattice: true, ...enough });
    const { images } = await reconstruct("Generic_Cartesian_Grappa_SNR", measured.header, measured.acquisitions());
    const map = images.filter(({ header }) => header.imageSeriesIndex === 3000);
    expect(map.length).toBe(1);
    const snr = images.filter(({ header }) => header.imageSeriesIndex === 300)[0]!;
    const inObject = Array.from(map[0]!.data, Number).filter((_, i) => Number(snr.data[i]) > 40);
    const mean = inObject.reduce((sum, value) => sum + value, 0) / inObject.length;
    expect(inObject.length).toBeGreaterThan(50);
    expect(mean).toBeGreaterThan(950);
    expect(mean).toBeLessThan(1050);
  });
});
