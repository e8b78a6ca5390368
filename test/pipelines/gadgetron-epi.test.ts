import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Acquisition, AcquisitionFlag, type Image, type MrdHeader } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { reconstruct } from "../support/reconstruct.ts";

/**
 * Gadgetron's chains for EPI compared with independent NumPy programs, written from its sources: epi.py for readouts and
 * epi.xml, grappa.py for the other steps of Generic_Cartesian_Grappa_EPI. gadgetron-epi-numbers.json has rows 14 and 23
 * of each of their images, scaled and rounded as by Gadgetron, of files made by
 *
 *   larmor phantom --epi -m 32 --matrix-y 40 -c 5 -O 1 --slices 2 -r 2 --gradient-delay 0.35 --odd-even-phase 0.8
 *     --drift 0.02 --seed 7
 *   larmor phantom --epi -m 33 --matrix-y 37 -c 3 -O 2 --epi-samples 90 --ramp-up 0.3 --epi-navigators 5
 *     --gradient-delay -0.6 --odd-even-phase 2.2 --drift -0.1 -n 0.1 --seed 8
 *   larmor phantom --epi -m 48 -c 2 -O 1 --epi-samples 64 --ramp-up 0 --ramp-down 0 --gradient-delay 0.2
 *     --odd-even-phase 0.5 --seed 9
 *
 * and for Generic_Cartesian_Grappa_EPI, with -O 1 -C -a 2 --single-lattice --calibration-mode separate --gradient-delay
 * 0.35 --odd-even-phase 0.8 --drift 0.02,
 *
 *   larmor phantom --epi -m 32 --matrix-y 40 -c 5 -w 16 --epi-reference epi --seed 10
 *   larmor phantom --epi -m 33 --matrix-y 37 -c 6 -w 20 --epi-reference gradient-echo -n 0.1 --seed 11
 */
const errors = { gradientDelay: 0.35, oddEvenPhase: 0.8, drift: 0.02 };
const accelerated = {
  ...{ ...errors, epi: true, oversampling: 1, noiseReadouts: 1 },
  ...{ acceleration: 2, singleLattice: true, calibrationMode: "separate" },
} satisfies PhantomOptions;
const files: Record<string, readonly [chain: string, PhantomOptions]> = {
  even: [
    "epi.xml",
    { ...errors, epi: true, matrix: 32, matrixY: 40, coils: 5, oversampling: 1, slices: 2, repetitions: 2, seed: 7 },
  ],
  odd: [
    "epi.xml",
    {
      ...{ epi: true, matrix: 33, matrixY: 37, coils: 3, oversampling: 2, epiSamples: 90, rampUp: 0.3 },
      ...{ epiNavigators: 5, gradientDelay: -0.6, oddEvenPhase: 2.2, drift: -0.1, noiseLevel: 0.1, seed: 8 },
    },
  ],
  flat: [
    "epi.xml",
    {
      ...{ epi: true, matrix: 48, coils: 2, oversampling: 1, epiSamples: 64, rampUp: 0, rampDown: 0 },
      ...{ gradientDelay: 0.2, oddEvenPhase: 0.5, seed: 9 },
    },
  ],
  referenceEpi: [
    "Generic_Cartesian_Grappa_EPI",
    { ...accelerated, matrix: 32, matrixY: 40, coils: 5, calibrationWidth: 16, epiReference: "epi", seed: 10 },
  ],
  referenceGradientEcho: [
    "Generic_Cartesian_Grappa_EPI",
    {
      ...{ ...accelerated, matrix: 33, matrixY: 37, coils: 6, calibrationWidth: 20, epiReference: "gradient-echo" },
      ...{ noiseLevel: 0.1, seed: 11 },
    },
  ],
};
const expected = JSON.parse(readFileSync(new URL("gadgetron-epi-numbers.json", import.meta.url), "utf8")) as Record<
  string,
  number[][]
>;

const rowOf = ({ header, data }: Image, row: number) =>
  Array.from(data.subarray(row * header.matrixSize[0]!, (row + 1) * header.matrixSize[0]!), Number);

interface Measured {
  readonly header: MrdHeader;
  readonly readouts: readonly Acquisition[];
}
type Change = (measured: Measured) => Measured;

async function imagesOf(
  chain: string,
  options: PhantomOptions,
  parameters: Record<string, string> = {},
  change: Change = (measured) => measured,
): Promise<Image[]> {
  const { header, acquisitions } = phantom(options);
  const changed = change({ header, readouts: [...acquisitions()] });
  return (await reconstruct(chain, changed.header, changed.readouts, { parameters })).images;
}

describe("Gadgetron's chains for EPI", () => {
  it.each(Object.keys(files))("have its pixel values: %s", async (name) => {
    const images = await imagesOf(...files[name]!);
    const differences = images
      .flatMap((image) => [rowOf(image, 14), rowOf(image, 23)])
      .flatMap((row, i) => row.map((value, x) => Math.abs(value - expected[name]![i]![x]!)));
    expect(images.length).toBe(expected[name]!.length / 2);
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
    expect(differences.filter((difference) => difference > 0).length).toBeLessThan(0.01 * differences.length);
  });

  it("warn that their images are wider than they say, if the encoding is oversampled", async () => {
    const { header, acquisitions } = phantom(files.odd![1]);
    const { reported } = await reconstruct("epi.xml", header, acquisitions());
    expect(reported.join("\n")).toMatch(/warning: .*images are 600.0 mm wide along the readout, not 300.0 mm/);
  });
});

const size = { matrix: 48, coils: 8, noiseLevel: 0, oversampling: 1 } satisfies PhantomOptions;
/** The difference of images, after the best scale. */
function error(image: Image, truth: Image): number {
  const [own, other] = [image, truth].map(({ data }) => Float64Array.from(data, Number)) as [
    Float64Array,
    Float64Array,
  ];
  const [product, power] = own.reduce(([a, b], value, i) => [a + value * other[i]!, b + value * value], [0, 0]);
  return relativeError(
    own.map((value) => (value * product!) / power!),
    other,
  );
}

describe("with right pixels,", () => {
  it("epi.xml has the image of a Cartesian scan", async () => {
    const [truth] = await imagesOf("default", size);
    const [right] = await imagesOf("epi.xml", { ...size, ...errors, epi: true }, { pixels: "centered" });
    const [wide] = await imagesOf("epi.xml", { ...size, ...errors, epi: true });
    expect(error(right!, truth!)).toBeLessThan(0.001);
    expect(error(wide!, truth!)).toBeGreaterThan(0.05);
  });

  const scan: PhantomOptions = { ...size, ...errors, epi: true, slices: 3, repetitions: 2 };
  const undersampled: PhantomOptions = { ...scan, acceleration: 2, calibrationWidth: 20, singleLattice: true };

  const isCalibration = ({ header }: Acquisition) => header.has(AcquisitionFlag.parallelCalibration);

  /** The calibration with its slices in another order. */
  const reordered: Change = ({ header, readouts }) => {
    const calibration = readouts.filter(isCalibration).toSorted((a, b) => b.header.slice - a.header.slice);
    return { header, readouts: [...calibration, ...readouts.filter((readout) => !isCalibration(readout))] };
  };

  /** A calibration of another matrix, with its readouts oversampled. */
  const smaller: Change = ({ header, readouts }) => {
    const other = phantom({ ...size, slices: 3, matrix: 32, matrixY: 24, oversampling: 2 });
    const flags = 1n << BigInt(AcquisitionFlag.parallelCalibration - 1);
    const calibration = [...other.acquisitions()].map((readout) => ({
      ...readout,
      header: readout.header.with({ flags, encodingSpaceRef: 1 }),
    }));
    return {
      header: { ...header, encoding: [header.encoding[0]!, other.header.encoding[0]!] },
      readouts: [...calibration, ...readouts.filter((readout) => !isCalibration(readout))],
    };
  };

  describe.each([
    ["Generic_Cartesian_Grappa_EPI", {}],
    ["Generic_Cartesian_Grappa_EPI_AVE", { averages: 2, repetitions: 1 }],
  ])("%s", (chain, counters) => {
    it.each<[string, PhantomOptions, Change | undefined]>([
      ["EPI", { calibrationMode: "separate", epiReference: "epi" }, undefined],
      ["gradient echoes", { calibrationMode: "separate", epiReference: "gradient-echo" }, undefined],
      [
        "gradient echoes of a matrix of their own",
        { calibrationMode: "external", epiReference: "gradient-echo" },
        smaller,
      ],
      [
        "gradient echoes whose slices come in another order",
        { calibrationMode: "external", epiReference: "gradient-echo" },
        reordered,
      ],
    ])("unfolds all slices by a reference of %s", async (_name, reference, change) => {
      const parameters = { pixels: "centered" };
      const [truth, images] = await Promise.all([
        imagesOf(chain, { ...scan, ...counters }, parameters),
        imagesOf(chain, { ...undersampled, ...counters, ...reference }, parameters, change),
      ]);
      expect(images.length).toBe(6);
      for (const [i, image] of images.entries()) {
        expect(image.header.slice).toBe(truth[i]!.header.slice);
        expect(error(image, truth[i]!)).toBeLessThan(0.01);
      }
    });
  });
});
