import { describe, expect, it } from "vitest";
import { type Acquisition, AcquisitionFlag, type Image, type MrdHeader } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { reconstruct } from "../support/reconstruct.ts";

/** Calibrations that were acquired apart from the images: with another matrix, field of view, place or contrast. */

const images: PhantomOptions = { matrix: 48, coils: 8, noiseLevel: 0, acceleration: 2, singleLattice: true };
const volumes: PhantomOptions = { ...images, matrix: 24, matrixY: 32, partitions: 8, coilRings: 2 };
const calibrationFlag = 1n << BigInt(AcquisitionFlag.parallelCalibration - 1);

interface Measured {
  readonly header: MrdHeader;
  readonly readouts: readonly Acquisition[];
}

function measuredBy(options: PhantomOptions): Measured {
  const { header, acquisitions } = phantom(options);
  return { header, readouts: [...acquisitions()] };
}

/** The lines of `calibration` as calibration lines of a second encoding, before the image data. */
function together(data: Measured, calibration: Measured, central = 24): Measured {
  const encoding = calibration.header.encoding[0]!;
  const { center } = encoding.encodingLimits.kspaceEncodingStep1!;
  const near = ({ header }: Acquisition) => Math.abs(header.kspaceEncodeStep1 - center) <= central / 2;
  const lines = calibration.readouts.filter(near).map((readout) => ({
    ...readout,
    header: readout.header.with({ flags: calibrationFlag, encodingSpaceRef: 1 }),
  }));
  const header = { ...data.header, encoding: [data.header.encoding[0]!, encoding] };
  return { header, readouts: [...lines, ...data.readouts] };
}

type Space = "encodedSpace" | "reconSpace";
/** Another geometry in the header. */
function withSpace(
  { header, readouts }: Measured,
  change: (space: MrdHeader["encoding"][0][Space], name: Space) => object,
) {
  const encoding = header.encoding.map((each) => ({
    ...each,
    encodedSpace: { ...each.encodedSpace, ...change(each.encodedSpace, "encodedSpace") },
    reconSpace: { ...each.reconSpace, ...change(each.reconSpace, "reconSpace") },
  }));
  return { header: { ...header, encoding }, readouts };
}

function withReadouts({ header, readouts }: Measured, change: (readout: Acquisition) => Acquisition): Measured {
  return { header, readouts: readouts.map(change) };
}

/** The object as it is seen from a centre that is shifted along y, in mm. */
function shifted(measured: Measured, mm: number): Measured {
  const { center } = measured.header.encoding[0]!.encodingLimits.kspaceEncodingStep1!;
  return withReadouts(measured, (readout) => {
    const angle = (2 * Math.PI * (readout.header.kspaceEncodeStep1 - center) * mm) / 300;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const data = readout.data.map((value, i, all) =>
      i % 2 === 0 ? cos * value - sin * all[i + 1]! : sin * all[i - 1]! + cos * value,
    );
    return { ...readout, data, header: readout.header.with({ position: [0, mm, 0] }) };
  });
}

const pixels = ({ data }: Image) => data as Float32Array;

async function errorOf(options: PhantomOptions, { header, readouts }: Measured, chain = "cartesian") {
  const complete = measuredBy({ ...options, acceleration: 1, accelerationZ: 1, singleLattice: false });
  const truth = await reconstruct(chain, complete.header, complete.readouts);
  const { images, reported } = await reconstruct(chain, header, readouts);
  const warnings = reported.filter((line) => line.startsWith("warning") && !line.includes("not prewhitened"));
  expect(warnings).toEqual([]);
  return Math.max(...images.map((image, i) => relativeError(pixels(image), pixels(truth.images[i]!))));
}

const full: PhantomOptions = { ...images, acceleration: 1, singleLattice: false };
const wide = withSpace(measuredBy({ ...full, oversampling: 2 }), (space, name) =>
  name === "encodedSpace" ? {} : { fieldOfViewMm: { ...space.fieldOfViewMm, x: 600 } },
);

describe("a calibration of another encoding", () => {
  it.each<[string, PhantomOptions, Measured, number]>([
    ["the same grid", images, measuredBy(full), 0.01],
    ["a smaller matrix", images, measuredBy({ ...full, matrix: 32 }), 0.02],
    ["a smaller matrix of odd size", images, measuredBy({ ...full, matrix: 27, matrixY: 29, oversampling: 1 }), 0.01],
    ["a larger matrix", images, measuredBy({ ...full, matrix: 60 }), 0.01],
    ["a larger field of view along y", images, measuredBy({ ...full, phaseOversampling: 1.5 }), 0.01],
    ["a larger field of view along x", images, wide, 0.01],
    ["another place within the plane", images, shifted(measuredBy(full), 23), 0.01],
    [
      "another contrast",
      images,
      withReadouts(measuredBy(full), (each) => ({ ...each, data: each.data.map((v) => 3 * v) })),
      0.01,
    ],
    ["slices", { ...images, slices: 3 }, measuredBy({ ...full, matrix: 32, slices: 3 }), 0.02],
    ["a volume", volumes, measuredBy({ ...volumes, acceleration: 1, singleLattice: false, matrix: 20 }), 0.03],
  ])("unfolds images: %s", async (_what, options, calibration, tolerance) => {
    const error = await errorOf(options, together(measuredBy(options), calibration));
    expect(error).toBeLessThan(tolerance);
  });

  it("gives coil maps for SENSE, too", async () => {
    const options = { ...images, calibrationMode: "separate", calibrationWidth: 25 } as const;
    const separate = await errorOf(images, measuredBy(options), "cartesian-sense");
    const smaller = measuredBy({ ...full, matrix: 32, phaseOversampling: 1.5 });
    const error = await errorOf(images, together(measuredBy(images), smaller, 40), "cartesian-sense");
    expect(error).toBeLessThan(1.5 * separate);
  });

  it.each<[string, Measured, RegExp]>([
    [
      "a smaller field of view",
      withSpace(measuredBy(full), ({ fieldOfViewMm }) => ({ fieldOfViewMm: { ...fieldOfViewMm, y: 200 } })),
      /the calibration, of encoding 1, covers 200.0 mm along y, the image data 300.0 mm; it must be as large/,
    ],
    [
      "another orientation",
      measuredBy({ ...full, rotation: [30, 0, 0] }),
      /the calibration, of encoding 1, is turned by 30.0° against the image data \(phaseDir\)/,
    ],
    [
      "another place within the plane, too far away",
      shifted(measuredBy(full), 100),
      /the calibration, of encoding 1, is shifted by 100.0 mm along y against the image data, of 300.0 mm; it must cover/,
    ],
    [
      "no field of view",
      withSpace(measuredBy(full), () => ({ fieldOfViewMm: { x: 600, y: 0, z: 6 } })),
      /the calibration, of encoding 1, covers \S+ mm along [xy], the image data 300.0 mm; it must be as large/,
    ],
    [
      "another slice",
      measuredBy({ ...full, position: [0, 0, 25] }),
      /the calibration, of encoding 1, of slice 0 is 25.0 mm away from the image data; it must be of the same slice/,
    ],
    [
      "a volume for slices",
      measuredBy({ ...full, partitions: 4 }),
      /the calibration, of encoding 1, has 4 partitions, the image data have 1; both must be volumes, or both slices/,
    ],
    ["other coils", measuredBy({ ...full, coils: 6 }), /the calibration has 6 coils, the image data have 8/],
  ])("is refused for %s", async (_what, calibration, text) => {
    const { header, readouts } = together(measuredBy(images), calibration);
    await expect(reconstruct("cartesian", header, readouts)).rejects.toThrow(text);
    await expect(reconstruct("cartesian-sense", header, readouts)).rejects.toThrow(/calibration/);
    const parameters = { unfold: "possible" };
    const { reported } = await reconstruct("cartesian", header, readouts, { parameters });
    expect(reported).toContainEqual(
      expect.stringMatching(new RegExp(`warning: grappa: .*not unfolded.*${text.source}`)),
    );
  });
});

describe("a calibration of the same encoding", () => {
  const separate = measuredBy({ ...images, calibrationMode: "separate", calibrationWidth: 20, repetitions: 2 });
  const isCalibration = ({ header }: Acquisition) => header.has(AcquisitionFlag.parallelCalibration);

  it.each<[string, (readout: Acquisition) => Acquisition]>([
    [
      "of another contrast",
      (each) => (isCalibration(each) ? { ...each, header: each.header.with({ contrast: 1 }) } : each),
    ],
    [
      "before the first repetition",
      (each) =>
        isCalibration(each) ? each : { ...each, header: each.header.with({ repetition: each.header.repetition + 1 }) },
    ],
  ])("%s is used for the images that have none", async (_what, change) => {
    const { header, readouts } = withReadouts(separate, change);
    const encoding = header.encoding.map((each) => {
      const repetition = { minimum: 0, maximum: 2, center: 0 };
      return { ...each, encodingLimits: { ...each.encodingLimits, repetition } };
    });
    const data = { header: { ...header, encoding }, readouts };
    expect(await errorOf({ ...images, repetitions: 2 }, data)).toBeLessThan(0.01);
  });

  it("that no image needs is reported", async () => {
    const data = together(measuredBy(full), measuredBy(full));
    const { reported } = await reconstruct("cartesian", data.header, data.readouts);
    expect(reported).toContainEqual(expect.stringMatching(/warning: to-buffer: 25 reference readouts match no image/));
  });
});
