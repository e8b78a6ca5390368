import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { AcquisitionFlag, type Image, parseHeader } from "../../src/mrd/index.ts";
import { percentile } from "../../src/numerics/index.ts";
import { type Phantom, type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { noSharedData, sharedData } from "../support/shared-data.ts";
import { attribute, pixels } from "./unfolded.ts";

/** EPI of the simulator, whose truth is known. */

const errors: PhantomOptions = { gradientDelay: 0.35, oddEvenPhase: 0.8, drift: 0.02 };
const scan: PhantomOptions = { matrix: 24, coils: 4, noiseLevel: 0, epi: true, ...errors };

/** The root sum of squares of the coil images of a slice, in the reconstructed field of view. */
function truthOf({ arrays }: Phantom, slice: number): Float64Array {
  const { data, shape } = arrays.find(({ name }) => name === "coil_images")!;
  const [, coils, rows, columns] = shape as [number, number, number, number];
  const { shape: size } = arrays.find(({ name }) => name === "phantom")!;
  const width = size.at(-1)!;
  const first = Math.floor(columns / 2) - Math.floor(width / 2);
  return Float64Array.from({ length: rows * width }, (_, i) => {
    let power = 0;
    for (let coil = 0; coil < coils; coil += 1) {
      const row = (slice * coils + coil) * rows + Math.floor(i / width);
      const at = 2 * (row * columns + first + (i % width));
      power += data[at]! ** 2 + data[at + 1]! ** 2;
    }
    return Math.sqrt(power);
  });
}

/** Largest error of an image, relative to the largest pixel of the truth. */
function worstError(image: Image, truth: Float64Array): number {
  const most = truth.reduce((largest, value) => Math.max(largest, value), 0);
  return truth.reduce((worst, value, i) => Math.max(worst, Math.abs(pixels(image)[i]! - value)), 0) / most;
}

async function images(options: PhantomOptions, parameters: Record<string, string> = {}) {
  const measured = phantom(options);
  return { measured, ...(await reconstruct("epi", measured.header, measured.acquisitions(), { parameters })) };
}

describe("EPI without noise is exact:", () => {
  it.each<[string, PhantomOptions]>([
    ["delay, odd-even phase and drift", {}],
    ["without oversampling, and an odd number of pixels", { matrix: 25, oversampling: 1 }],
    ["more lines than columns", { matrixY: 30 }],
    ["samples further apart than the encoded field of view allows", { epiSamples: 48 }],
    ["ramps of different length", { rampUp: 0.3, rampDown: 0.1, acquisitionDelay: 12 }],
    ["no ramps", { rampUp: 0, rampDown: 0 }],
    ["off the centre, in all directions", { position: [20, 30, 10] }],
    ["rotated", { position: [20, 30, 10], rotation: [10, 20, 30] }],
    ["two shots with phases of their own", { segments: 2, shotPhase: 0.4 }],
    ["five navigators", { epiNavigators: 5 }],
    ["two navigators, without drift", { epiNavigators: 2, drift: 0 }],
    ["trajectories of the readouts", { coordinates: true }],
    ["interleaved slices, sets and repetitions", { slices: 3, interleaved: true, sets: 2, repetitions: 2 }],
  ])("%s", async (_name, options) => {
    const { measured, images: all, reported } = await images({ ...scan, ...options });
    expect(all).toHaveLength((options.slices ?? 1) * (options.sets ?? 1) * (options.repetitions ?? 1));
    for (const image of all) expect(worstError(image, truthOf(measured, image.header.slice))).toBeLessThan(1e-5);
    expect(reported.filter((line) => line.startsWith("warning") && !line.includes("not prewhitened"))).toEqual([]);
  });

  it("with a warning if readouts fold", async () => {
    const { reported } = await images({ ...scan, oversampling: 1, epiSamples: 24 });
    expect(reported).toContainEqual(
      expect.stringMatching(
        /warning: epi-regrid: encoding 0: readouts fold: .* samples are 1\.\d\d times as far apart/,
      ),
    );
  });

  it("without navigators, by the image", async () => {
    const { measured, images: all, reported } = await images({ ...scan, drift: 0, epiNavigators: 0, repetitions: 2 });
    for (const image of all) expect(worstError(image, truthOf(measured, 0))).toBeLessThan(0.002);
    expect(reported).toContainEqual(expect.stringContaining("slice 0 of repetition 0 has no navigators"));
  });
});

describe("the phase of EPI", () => {
  it("is reported for each slice, and an attribute of each image", async () => {
    const { images: all, reported } = await images({ ...scan, slices: 2, shotPhase: 0.3 });
    for (const slice of [0, 1]) {
      expect(reported).toContainEqual(
        expect.stringMatching(
          new RegExp(
            `info: epi-phase: slice ${slice}: odd-even phase 2\\.\\d+ rad .* drift 0\\.0200 rad .* ghost 0\\.0 %`,
          ),
        ),
      );
    }
    // 4π · delay in samples of the encoded grid, half of which is the field of view.
    for (const image of all) expect(Number(attribute(image, "LarmorEpiSlope"))).toBeCloseTo(2 * Math.PI * 0.35, 3);
    expect(all.map((image) => Number(attribute(image, "LarmorEpiIntercept")))).toEqual([
      expect.closeTo(0.8, 3),
      expect.closeTo(1.1, 3),
    ]);
    expect(Number(attribute(all[0]!, "LarmorEpiDrift"))).toBeCloseTo(0.02, 4);
    expect(Number(attribute(all[0]!, "LarmorEpiGhost"))).toBeLessThan(1e-5);
  });

  it("of navigators of the repetition before is used where they are missing, with a warning", async () => {
    const measured = phantom({ ...scan, repetitions: 2 });
    const messages = [...measured.acquisitions()].filter(
      ({ header }) => header.repetition === 0 || !header.has(AcquisitionFlag.phaseCorrectionData),
    );
    const { images: all, reported } = await reconstruct("epi", measured.header, messages);
    for (const image of all) expect(worstError(image, truthOf(measured, 0))).toBeLessThan(1e-5);
    expect(reported).toContainEqual(
      "warning: epi-phase: slice 0: repetition 1 has no navigators of its own; those of repetition 0 are used",
    );
  });

  it("is unknown without navigators if lines are missing", async () => {
    const options = { ...scan, epiNavigators: 0, acceleration: 2, singleLattice: true };
    await expect(images(options)).rejects.toThrow("has no navigators, and is not fully sampled");
    const { reported } = await images(options, { withoutNavigators: "pass", unfold: "off" });
    expect(reported).toContainEqual(expect.stringContaining("its image has ghosts"));
  });
});

describe("EPI", () => {
  it.each<[string, PhantomOptions, number]>([
    ["an accelerated scan with a reference of EPI", { epiReference: "epi" }, 0.01],
    ["an accelerated scan with a reference of gradient echoes", { epiReference: "gradient-echo" }, 0.01],
    ["with partial Fourier", { epiReference: "epi", partialFourier: 0.75 }, 0.1],
  ])("unfolds %s", async (_name, options, tolerance) => {
    const accelerated = {
      acceleration: 2,
      singleLattice: true,
      calibrationMode: "separate",
      calibrationWidth: 20,
    } as const;
    const { measured, images: all } = await images({
      ...scan,
      matrix: 48,
      coils: 8,
      slices: 2,
      ...accelerated,
      ...options,
    });
    expect(all).toHaveLength(2);
    for (const image of all) {
      expect(attribute(image, "LarmorUnfolding")).toEqual(["grappa"]);
      expect(worstError(image, truthOf(measured, image.header.slice))).toBeLessThan(tolerance);
    }
  });

  it("has an error in the object of 0.024 where Gadgetron's pixels have one of 0.19", async () => {
    const noisy = { ...scan, matrix: 128, coils: 8, oversampling: 1, noiseLevel: 0.015 };
    const errorOf = async (pixelGrid: string) => {
      const { measured, images: all } = await images(noisy, { pixels: pixelGrid });
      const truth = truthOf(measured, 0);
      const most = truth.reduce((largest, value) => Math.max(largest, value), 0);
      let [error, power] = [0, 0];
      for (const [i, value] of truth.entries()) {
        if (value < 0.1 * most) continue;
        error += (pixels(all[0]!)[i]! - value) ** 2;
        power += value ** 2;
      }
      return Math.sqrt(error / power);
    };
    const [centered, gadgetrons] = [await errorOf("centered"), await errorOf("gadgetron")];
    expect(centered).toBeLessThan(0.024);
    expect(gadgetrons).toBeGreaterThan(0.18);
  });

  it("sends each slice of a series with its last line", async () => {
    const measured = phantom({ ...scan, matrix: 16, slices: 3 });
    const volume = [...measured.acquisitions()];
    let images = 0;
    let most = 0;
    function* series() {
      for (let repetition = 0; repetition < 200; repetition += 1) {
        for (const readout of volume) {
          most = Math.max(most, 3 * repetition + readout.header.slice - images);
          yield { ...readout, header: readout.header.with({ repetition }), data: readout.data.slice() };
        }
      }
    }
    const onImage = () => {
      images += 1;
    };
    await reconstruct("epi", measured.header, series(), { onImage });
    expect(images).toBe(600);
    expect(most).toBeLessThanOrEqual(1);
  });

  it("is refused by chains for Cartesian scans, which name the chain for it", async () => {
    const measured = phantom(scan);
    await expect(reconstruct("cartesian", measured.header, measured.acquisitions())).rejects.toThrow(
      /this is EPI: 12 of 24 lines are reversed, and 3 readouts are for phase correction\..* Use the chain epi/,
    );
  });

  it("is refused if the header's matrix is too large for Gadgetron's pixels", async () => {
    const measured = phantom(scan);
    const encoding = measured.header.encoding.map(({ reconSpace, ...each }) => ({
      ...each,
      reconSpace: { ...reconSpace, matrixSize: { ...reconSpace.matrixSize, x: 65535 } },
    }));
    await expect(
      reconstruct(
        "epi.xml",
        { ...measured.header, encoding: [...encoding, ...encoding] },
        [...measured.acquisitions()].map((each) => ({ ...each, header: each.header.with({ encodingSpaceRef: 1 }) })),
      ),
    ).rejects.toThrow(
      /inverting the readouts' transform to 65535 pixels takes about .* check the header's matrix sizes/,
    );
  });

  it("of several slices together is refused", async () => {
    const measured = phantom(scan);
    const encoding = measured.header.encoding.map((each) => ({
      ...each,
      parallelImaging: { multiband: { multibandFactor: 3, spacing: [] } },
    }));
    await expect(reconstruct("epi", { ...measured.header, encoding }, measured.acquisitions())).rejects.toThrow(
      "encoding 0 excites 3 slices together (multi-band)",
    );
  });
});

describe.skipIf(noSharedData)(withReason("real EPI", noSharedData), () => {
  async function run(name: string, parameters: Record<string, string> = {}) {
    const file = await MrdFile.open(fileURLToPath(new URL(name, sharedData)));
    const group = file.groups[0]!;
    try {
      return await reconstruct("epi", parseHeader(group.header!), [...group.acquisitions()], { parameters });
    } finally {
      file.close();
    }
  }

  /** Mean of the object shifted by half of the field of view, where the object itself is not, over that of the object. */
  function ghostOf(image: Image): number {
    const data = pixels(image);
    const threshold = 0.15 * percentile(data, 99);
    const half = data.length / 2;
    const means = { object: { sum: 0, count: 0 }, ghost: { sum: 0, count: 0 } };
    for (const [i, value] of data.entries()) {
      const isGhost = value <= threshold && data[(i + half) % data.length]! > threshold;
      if (value <= threshold && !isGhost) continue;
      const mean = isGhost ? means.ghost : means.object;
      mean.sum += value;
      mean.count += 1;
    }
    return means.ghost.sum / means.ghost.count / (means.object.sum / means.object.count);
  }

  it("of a scanner has fewer ghosts by its navigators, and fewer with its ramps", async () => {
    const ramps = { rampUp: "160", flatTop: "240", rampDown: "160" };
    const { images: corrected, reported } = await run("raw-siemens-epi.h5", ramps);
    const { images: uniform, reported: warned } = await run("raw-siemens-epi.h5");
    const { images: uncorrected } = await run("raw-siemens-epi.h5", { ...ramps, oddEven: "none", drift: "none" });
    expect(corrected.map(({ header }) => header.matrixSize)).toEqual([[80, 80, 1]]);
    expect(ghostOf(corrected[0]!)).toBeLessThan(0.095);
    expect(ghostOf(uniform[0]!)).toBeGreaterThan(0.1);
    expect(ghostOf(uncorrected[0]!)).toBeGreaterThan(0.125);
    expect(reported).toContainEqual(expect.stringMatching(/odd-even phase -0\.670 rad .* remaining ghost 2\.3 %/));
    expect(warned).toContainEqual(expect.stringMatching(/warning: epi-regrid: .* set rampUp, flatTop and rampDown/));
  });

  it("of a simulation goes by its trajectories, without navigators", async () => {
    const { images: all, reported } = await run("raw-koma-epi-other.mrd");
    expect(all.map(({ header }) => header.matrixSize)).toEqual([[102, 102, 1]]);
    expect(reported).toContainEqual(expect.stringMatching(/by their trajectories/));
    expect(Math.abs(Number(attribute(all[0]!, "LarmorEpiIntercept")))).toBeLessThan(0.05);
    expect(ghostOf(all[0]!)).toBeLessThan(0.12);
  });
});
