import { from, lastValueFrom, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import sense from "../../gadgets/reconstruction/sense.ts";
import type { Acquisition } from "../../src/mrd/index.ts";
import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { buffer, encodingOf, headerOf, kSpace } from "../support/messages.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { contextOf, expectFailure, parametersOf } from "../support/run-gadget.ts";

/** Images of a phantom by the chain, and the true root sum of squares of its coils, `[z][y][x]`. */
async function measure(
  options: PhantomOptions,
  parameters: Record<string, string> = {},
  change: (readouts: Acquisition[]) => Acquisition[] = (readouts) => readouts,
) {
  const made = phantom(options);
  const { images, reported } = await reconstruct("cartesian-sense", made.header, change([...made.acquisitions()]), {
    parameters,
  });
  const { data, shape } = made.arrays.find(({ name }) => name === "coil_images")!;
  const [readout, lines] = [shape.at(-1)!, shape.at(-2)!];
  const [partitions, coils] = [shape.length === 5 ? shape[2]! : 1, shape[1]!];
  const { matrix = 256, matrixY = matrix } = options;
  const truth = Float64Array.from({ length: partitions * matrixY * matrix }, (_, i) => {
    const x = (i % matrix) + Math.floor((readout - matrix) / 2);
    const y = (Math.floor(i / matrix) % matrixY) + Math.floor(lines / 2) - Math.floor(matrixY / 2);
    const row = Math.floor(i / (matrix * matrixY)) * lines + y;
    let power = 0;
    for (let coil = 0; coil < coils; coil++) {
      const at = 2 * ((coil * partitions * lines + row) * readout + x);
      power += data[at]! ** 2 + data[at + 1]! ** 2;
    }
    return Math.sqrt(power);
  });
  return { images: images.map((image) => image.data as Float32Array), truth, reported, whole: images };
}

/** Relative error inside the object. */
function objectError(image: Float32Array, truth: Float64Array): number {
  const least = 0.05 * truth.reduce((most, value) => Math.max(most, value), 0);
  const inside = [...truth.keys()].filter((i) => truth[i]! > least);
  return relativeError(
    inside.map((i) => image[i]!),
    inside.map((i) => truth[i]!),
  );
}

const clean = { matrix: 48, coils: 8, noiseLevel: 1e-3, phaseMap: true } as const;

describe("cartesian-sense", () => {
  // The parameters of ISMRMRD's generator, and the errors of an independent program on its data: 0.1120 and 0.1497.
  it.each([
    ["A", { matrix: 128, coils: 8, acceleration: 2 }, 0.112],
    ["B", { matrix: 96, coils: 12, acceleration: 3 }, 0.15],
  ] as const)("of %s has no larger errors than known", async (_, options, most) => {
    const { images, truth } = await measure({ ...options, calibrationWidth: 24, noiseReadouts: 0 });
    expect(images).toHaveLength(options.acceleration);
    for (const image of images) expect(objectError(image, truth)).toBeLessThan(1.02 * most);
  });

  it.each<[string, PhantomOptions, Record<string, string>, number]>([
    ["embedded calibration lines", { acceleration: 2, calibrationWidth: 20 }, {}, 0.03],
    ["R 3, by inati", { acceleration: 3, calibrationWidth: 20 }, { maps: "inati" }, 0.06],
    ["R 2, by walsh", { acceleration: 2, calibrationWidth: 20 }, { maps: "walsh" }, 0.03],
    ["R 2, by ESPIRiT", { acceleration: 2, calibrationWidth: 20 }, { maps: "espirit" }, 0.03],
    ["several slices", { acceleration: 2, calibrationWidth: 20, slices: 2, interleaved: true }, {}, 0.03],
    ["phase oversampling", { acceleration: 2, calibrationWidth: 20, phaseOversampling: 1.25 }, {}, 0.03],
    ["a matrix that R does not divide", { matrixY: 47, acceleration: 2, calibrationWidth: 20 }, {}, 0.03],
    ["no acceleration", {}, {}, 0.01],
    [
      "a separate calibration of a smaller matrix",
      {
        acceleration: 2,
        calibrationWidth: 20,
        calibrationMode: "separate",
        calibrationMatrix: 24,
        calibrationScale: 3,
      },
      {},
      0.04,
    ],
    [
      "an external calibration",
      { acceleration: 2, calibrationWidth: 20, calibrationMode: "external", singleLattice: true, repetitions: 2 },
      {},
      0.04,
    ],
  ])("unfolds %s", async (_, options, parameters, most) => {
    const { images, truth, whole } = await measure({ ...clean, ...options }, { lambda: "0.001", ...parameters });
    const first = whole.filter(({ header }) => header.slice === 0);
    for (const { data } of first)
      expect(objectError(data as Float32Array, truth.slice(0, data.length))).toBeLessThan(most);
    expect(images.length).toBeGreaterThan(0);
    for (const image of whole) expect(image.attributes).not.toContain("LarmorProblems");
  });

  // The phantom's sensitivities are constant along z, so that pixels that alias along z alone cannot be unfolded.
  it.each<[string, PhantomOptions]>([
    ["lines of a volume", { acceleration: 2 }],
    ["CAIPIRINHA", { acceleration: 1, accelerationZ: 2, caipirinha: 1 }],
  ])("unfolds %s, embedded and separate", async (_, options) => {
    const volume = { matrix: 24, partitions: 16, coils: 12, noiseLevel: 1e-3, singleLattice: true } as const;
    for (const calibrationMode of ["embedded", "separate"] as const) {
      const { images, truth } = await measure(
        { ...volume, ...options, calibrationWidth: 12, calibrationWidthZ: 12, calibrationMode },
        { lambda: "0.001" },
      );
      expect(images).toHaveLength(1);
      expect(images[0]).toHaveLength(24 * 24 * 16);
      expect(objectError(images[0]!, truth)).toBeLessThan(0.08);
    }
  });

  it("yields the same magnitude from lattices that are shifted by a line", async () => {
    const options = {
      ...clean,
      noiseLevel: 0,
      acceleration: 2,
      calibrationWidth: 24,
      calibrationMode: "separate",
    } as const;
    for (const method of ["direct", "cg"]) {
      const { images } = await measure(options, { method, lambda: "0.0001", iterations: "100" });
      expect(images).toHaveLength(2);
      expect(relativeError(images[1]!, images[0]!)).toBeLessThan(0.02);
    }
  });

  it("uses calibration lines that are not flagged", async () => {
    const unflagged = (readouts: Acquisition[]) =>
      readouts.map(({ header, ...rest }) => {
        const calibration = [AcquisitionFlag.parallelCalibration, AcquisitionFlag.parallelCalibrationAndImaging];
        const mask = calibration.reduce((flags, flag) => flags & ~(1n << BigInt(flag - 1)), header.flags);
        return { ...rest, header: header.with({ flags: mask }) };
      });
    const options = { ...clean, acceleration: 2, calibrationWidth: 20 };
    const { images, truth } = await measure(options, { lambda: "0.001" }, unflagged);
    for (const image of images) expect(objectError(image, truth)).toBeLessThan(0.03);
  });

  it("refuses undersampled data without calibration, and says what is needed", async () => {
    const outcome = measure({ ...clean, acceleration: 2, singleLattice: true });
    await expect(outcome).rejects.toThrow(
      /coil maps need a calibration of at least 8 lines next to each other: the largest block has 1 line; acquire/,
    );
  });

  it("refuses direct unfolding of lines without a lattice", async () => {
    const options = {
      ...clean,
      matrixY: 47,
      acceleration: 2,
      calibrationWidth: 20,
      calibrationMode: "separate",
    } as const;
    await expect(measure(options, { method: "direct" })).rejects.toThrow(
      /direct unfolding is impossible: 24 of 47 lines are a lattice of R 2 × 1 .*; use 'method: cg' or 'auto'/,
    );
    const random = (readouts: Acquisition[]) =>
      readouts.filter(({ header: { kspaceEncodeStep1: line } }) => (line > 14 && line < 34) || (line * 7) % 11 < 4);
    await expect(measure(clean, { method: "direct" }, random)).rejects.toThrow(/are not a lattice/);
    const { images, truth } = await measure(clean, { lambda: "0.001" }, random);
    expect(objectError(images[0]!, truth)).toBeLessThan(0.1);
  });
});

describe("sense", () => {
  it("refuses a calibration with other coils", async () => {
    const reference = { place: () => kSpace({ coils: 3 }) };
    const message = { ...buffer(kSpace({ coils: 2 })), reference };
    await expectFailure(sense, [message], "other-coils", /has 3 coils, the image 2; put steps/);
  });

  it("refuses maps of so many coils that they take hours, before they are computed", async () => {
    const header = headerOf(encodingOf({ encoded: [48, 48, 1] }));
    const message = buffer(kSpace({ e0: 48, e1: 48, coils: 2048 }));
    const parameters = { maps: "espirit" };
    await expectFailure(
      sense,
      [message],
      "too-much-work",
      /2048 coils .* by espirit takes about .* use 'maps: direct'/,
      {
        header,
        parameters,
      },
    );
  });

  it("computes maps once for buffers with the same calibration, and uses them for later ones without any", async () => {
    const reference = { place: () => kSpace({ e1: 16 }, 5) };
    const first = { ...buffer(kSpace({ e1: 16 }, 1)), reference };
    const second = { ...buffer(kSpace({ e1: 16 }, 2)), reference };
    const counts = Uint32Array.from({ length: 16 }, (_, line) => line % 2);
    const third = buffer(kSpace({ e1: 16 }, 3).with({ counts }));
    const tasks: string[] = [];
    const pool: WorkPool = {
      ...noPool,
      runInline(job) {
        tasks.push(job.task.name);
        noPool.runInline(job);
      },
    };
    const context = { ...contextOf(headerOf(encodingOf({ encoded: [16, 16, 1] }))), pool };
    const output = from([first, second, third]).pipe(sense.create(context, parametersOf(sense, {})));
    expect(await lastValueFrom(output.pipe(toArray()))).toHaveLength(3);
    expect(tasks).toEqual(["calibration-maps", "sense", "sense", "sense"]);
  });
});
