import { describe, expect, it } from "vitest";
import { geometryOf, opposite, patientMm, sideOf } from "../../../web/src/images/model/geometry.ts";
import { headersOf } from "./headers.ts";

describe("places in the patient", () => {
  // Columns go to the head, rows to the back: a sagittal image.
  const [sagittal] = headersOf({
    matrixSize: [4, 6, 3],
    fieldOfView: [8, 18, 15],
    position: [10, 20, 30],
    readDir: [0, 0, 1],
    phaseDir: [0, 1, 0],
    sliceDir: [-1, 0, 0],
  });
  const geometry = geometryOf(sagittal!);

  it("have the image's position at pixel floor(N / 2)", () => {
    expect(patientMm(geometry, 2, 3, 1)).toEqual([10, 20, 30]);
  });

  it("move by the pixel's size along each direction", () => {
    expect(geometry.spacingMm).toEqual([2, 3, 5]);
    expect(patientMm(geometry, 3, 5, 2)).toEqual([10 - 5, 20 + 2 * 3, 30 + 2]);
  });

  it("are not known without directions, and pixels have no size without a field of view", () => {
    const unknown = geometryOf(headersOf({})[0]!);
    expect(patientMm(unknown, 0, 0, 0)).toBeUndefined();
    expect(unknown.hasSize).toBe(false);
    expect(unknown.spacingMm).toEqual([1, 1, 1]);
  });

  it("name the sides of the patient as DICOM does: L, P and H are positive", () => {
    expect([sideOf([1, 0, 0]), sideOf([0, 1, 0]), sideOf([0, 0, 1])]).toEqual(["L", "P", "H"]);
    expect(sideOf(opposite([1, 0, 0]))).toBe("R");
    expect(sideOf([0, -0.5, 0.866])).toBe("HA");
  });
});
