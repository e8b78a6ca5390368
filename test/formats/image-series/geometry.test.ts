import { describe, expect, test } from "vitest";
import { geometryOf, headerFields, planePositionMm, type Vector } from "../../../src/formats/image-series/index.ts";
import { ImageHeader } from "../../../src/mrd/index.ts";
import { oblique, ramp, transposed } from "./image-source.ts";

const none = new Map();

describe("geometry of an image", () => {
  test("the middle pixel, floor(N / 2), is at the position of the header", () => {
    const { header } = ramp({ matrixSize: [6, 5, 4] });
    const { firstPixelMm, rowDir, columnDir, planeDir, spacingMm } = geometryOf(header, none);
    expect(spacingMm).toEqual([2, 3, 5]);
    const middle = [0, 1, 2].map(
      (axis) => firstPixelMm[axis]! + 3 * 2 * rowDir[axis]! + 2 * 3 * columnDir[axis]! + 2 * 5 * planeDir[axis]!,
    );
    for (const [axis, place] of [10, -20, 30].entries()) expect(middle[axis]).toBeCloseTo(place, 5);
  });

  test("planes follow the slice direction, also against the right hand", () => {
    const geometry = geometryOf(ramp({ ...transposed, matrixSize: [6, 4, 3] }).header, none);
    const upward = geometryOf(ramp({ ...transposed, sliceDir: oblique.sliceDir, matrixSize: [6, 4, 3] }).header, none);
    const step = (planes: typeof geometry) =>
      planePositionMm(planes, 2).map((place, axis) => (place - planePositionMm(planes, 1)[axis]!) / 5);
    for (const axis of [0, 1, 2]) {
      expect(step(geometry)[axis]).toBeCloseTo(-oblique.sliceDir[axis]!, 5);
      expect(step(upward)[axis]).toBeCloseTo(oblique.sliceDir[axis]!, 5);
    }
  });

  test("the attributes of FIRE replace the directions", () => {
    const attributes = new Map([
      ["ImageRowDir", ["0", "1", "0"]],
      ["ImageColumnDir", ["0", "0", "-1"]],
    ]);
    const { rowDir, columnDir } = geometryOf(ramp().header, attributes);
    expect([rowDir, columnDir]).toEqual([
      [0, 1, 0],
      [0, 0, -1],
    ]);
  });

  test.each([
    ["directions of zero", { readDir: [0, 0, 0] }],
    ["directions that are not at a right angle", { phaseDir: oblique.readDir }],
    ["no field of view", { fieldOfView: [0, 0, 0] }],
  ])("%s are assumed", (_, fields) => {
    expect(geometryOf(ramp(fields).header, none).assumed).toBe(true);
    expect(geometryOf(ramp().header, none).assumed).toBe(false);
  });

  test("is restored from its own values", () => {
    const { header } = ramp({ matrixSize: [7, 4, 3] });
    const again = ImageHeader.of(headerFields(geometryOf(header, none), header.matrixSize as unknown as Vector));
    for (const name of ["fieldOfView", "position", "readDir", "phaseDir", "sliceDir"] as const) {
      for (const axis of [0, 1, 2]) expect(again[name][axis]).toBeCloseTo(header[name][axis]!, 4);
    }
  });
});
