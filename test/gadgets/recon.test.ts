import { describe, expect, it } from "vitest";
import fft from "../../gadgets/reconstruction/fft.ts";
import simpleRecon from "../../gadgets/reconstruction/simple-recon.ts";
import type { KSpace } from "../../src/gadget-api/index.ts";
import { relativeError, transformTolerance } from "../numerics/reference.ts";
import { buffer, encodingOf, headerOf, kSpace, readout } from "../support/messages.ts";
import { expectFailure, run } from "../support/run-gadget.ts";
import { coilImages, rootSumOfSquares } from "./recon-reference.ts";

type Triple = readonly [number, number, number];

describe("fft and simple-recon", () => {
  /** Matrices; fields of view correspond to 2 mm per pixel unless given. */
  const geometries: {
    name: string;
    encoded: Triple;
    recon: Triple;
    encodedFov?: Triple;
    reconFov?: Triple;
    resampled?: Triple;
  }[] = [
    { name: "even sizes", encoded: [16, 8, 1], recon: [16, 8, 1] },
    { name: "odd sizes", encoded: [15, 9, 1], recon: [15, 9, 1] },
    { name: "primes", encoded: [17, 13, 1], recon: [17, 13, 1] },
    { name: "192 samples", encoded: [192, 3, 1], recon: [192, 3, 1] },
    { name: "320 lines", encoded: [5, 320, 1], recon: [5, 320, 1] },
    { name: "a volume", encoded: [8, 6, 5], recon: [8, 6, 5] },
    { name: "partition oversampling", encoded: [8, 6, 6], recon: [8, 6, 4] },
    { name: "phase oversampling of odd sizes", encoded: [8, 15, 1], recon: [8, 10, 1] },
    {
      name: "zero-filling to a larger matrix over the same field of view",
      encoded: [8, 7, 1],
      recon: [12, 10, 1],
      encodedFov: [200, 200, 5],
      reconFov: [200, 200, 5],
      resampled: [12, 10, 1],
    },
    {
      name: "cropping to a smaller matrix over the same field of view",
      encoded: [16, 9, 1],
      recon: [8, 6, 1],
      encodedFov: [200, 200, 5],
      reconFov: [200, 200, 5],
      resampled: [8, 6, 1],
    },
    {
      name: "a larger matrix over a smaller field of view",
      encoded: [16, 8, 1],
      recon: [16, 12, 1],
      encodedFov: [400, 200, 5],
      reconFov: [200, 150, 5],
      resampled: [32, 16, 1],
    },
    {
      name: "no field of view",
      encoded: [8, 6, 1],
      recon: [6, 8, 1],
      encodedFov: [0, 0, 0],
      reconFov: [0, 0, 0],
      resampled: [8, 6, 1],
    },
  ];

  it.each(geometries)("transform by definition: $name", async ({ name: _, resampled, ...geometry }) => {
    const header = headerOf(encodingOf(geometry));
    const { encoded, recon } = geometry;
    const input = kSpace({ e0: encoded[0], e1: encoded[1], e2: encoded[2], coils: 2, n: 2, slices: 2 }, 5);
    const images = coilImages(input.gather(), [...encoded, 8], resampled ?? encoded, recon);
    const tolerance = 3 * transformTolerance(Math.max(...(resampled ?? encoded)));
    const pixels = recon[0] * recon[1] * recon[2];

    const [apart] = await run(fft, "image-array", [buffer(input)], { header });
    expect(apart!.shape).toEqual({ x: recon[0], y: recon[1], z: recon[2], coils: 2, n: 2, s: 1, slices: 2 });
    expect(relativeError(apart!.data, images)).toBeLessThan(tolerance);

    const [combined] = await run(simpleRecon, "image-array", [buffer(input)], { header });
    expect(combined!.shape).toEqual({ ...apart!.shape, coils: 1 });
    expect(relativeError(combined!.data, rootSumOfSquares(images, 2, pixels))).toBeLessThan(tolerance);
  });

  it("use the geometry of the buffer's own encoding", async () => {
    const header = headerOf([encodingOf(), encodingOf({ encoded: [16, 8, 1], recon: [10, 4, 1] })]);
    for (const gadget of [fft, simpleRecon]) {
      const [images] = await run(gadget, "image-array", [buffer(kSpace(), { encoding: 1 })], { header });
      expect(images!.shape).toMatchObject({ x: 10, y: 4 });
    }
  });

  it.each([fft, simpleRecon])("refuse a geometry that needs more samples than MRD can store ($name)", (gadget) => {
    const header = headerOf(encodingOf({ encodedFov: [400, 16, 2], reconFov: [0.04, 16, 2] }));
    const text = /along x .* 0\.04 mm .* 160000 samples.*fieldOfView_mm/;
    return expectFailure(gadget, [buffer()], "bad-geometry", text, { header });
  });

  describe("headers", () => {
    const line = (scanCounter: number) =>
      readout({
        scanCounter,
        measurementUid: 3,
        position: [1, 2, 3],
        readDir: [0, 0, 1],
        phaseDir: [0, 1, 0],
        sliceDir: [1, 0, 0],
        patientTablePosition: [4, 5, 6],
        average: 1,
        slice: 2,
        contrast: 3,
        phase: 4,
        repetition: 5,
        set: 6,
        physiologyTimeStamp: [7, 8, 9],
        userInt: [1, -2, 3, -4, 5, -6, 7, -8],
        userFloat: [1, -2, 3, -4, 5, -6, 7, -8],
      }).header;
    const header = headerOf(encodingOf({ recon: [12, 6, 1], reconFov: [240, 120, 5] }));
    /** K-space in which only some rows have been acquired, with the given scan counters. */
    const sparse = (rows: Record<number, number>): KSpace =>
      kSpace({ coils: 3 }).with({
        headers: Array.from({ length: 8 }, (_, row) => (rows[row] === undefined ? undefined : line(rows[row]))),
      });
    const only = async (input: KSpace) => (await run(fft, "image-array", [buffer(input)], { header }))[0]!.headers[0]!;

    it("have the counters, times and directions of the line at the centre, the matrix and field of view of recon space", async () => {
      const image = await only(sparse({ 3: 30, 4: 40, 5: 50 }));
      const { flags: _, version: __, ...central } = line(40).toObject();
      const kept = [
        "measurementUid",
        "position",
        "readDir",
        "phaseDir",
        "sliceDir",
        "patientTablePosition",
        "average",
        "slice",
      ];
      const more = [
        "contrast",
        "phase",
        "repetition",
        "set",
        "acquisitionTimeStamp",
        "physiologyTimeStamp",
        "userInt",
        "userFloat",
      ];
      for (const name of [...kept, ...more] as (keyof typeof central & keyof typeof image)[]) {
        expect(image[name]).toEqual(central[name]);
      }
      expect(image).toMatchObject({ matrixSize: [12, 6, 1], fieldOfView: [240, 120, 5], channels: 3 });
    });

    it.each([
      [{ 0: 10, 6: 60 }, 60],
      [{ 1: 10, 7: 70 }, 10],
      [{ 0: 10, 1: 11 }, 11],
    ])("come from the nearest line where the centre was not acquired: of %j, %i", async (rows, nearest) => {
      expect((await only(sparse(rows))).acquisitionTimeStamp).toBe(1000 + nearest);
    });

    it("contain only geometry if no line was acquired", async () => {
      expect(await only(sparse({}))).toMatchObject({ matrixSize: [12, 6, 1], slice: 0, readDir: [0, 0, 0] });
    });

    it("have the encoded field of view with `grid: encoded`, which keeps every sample", async () => {
      const header = headerOf(encodingOf({ encoded: [16, 8, 1], recon: [12, 6, 1] }));
      const input = kSpace();
      const parameters = { grid: "encoded" };
      const [images] = await run(fft, "image-array", [buffer(input)], { header, parameters });
      expect(images!.headers[0]).toMatchObject({ matrixSize: [16, 8, 1], fieldOfView: [32, 16, 2] });
      const expected = coilImages(input.gather(), [16, 8, 1, 2], [16, 8, 1], [16, 8, 1]);
      expect(relativeError(images!.data, expected)).toBeLessThan(transformTolerance(16 * 8));
    });

    it("are one per image, slice by slice", async () => {
      const [images] = await run(fft, "image-array", [buffer(kSpace({ n: 2, s: 3, slices: 2 }))], { header });
      expect(images!.headers.map(({ slice }) => slice)).toEqual([...Array(6).fill(0), ...Array(6).fill(1)]);
    });
  });
});
