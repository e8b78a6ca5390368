import { expect, test } from "vitest";
import { TransposeFixer } from "../../../src/formats/image-series/index.ts";
import { DataType, formatAttributes, parseAttributes } from "../../../src/mrd/index.ts";
import { oblique, ramp } from "./image-source.ts";

test("images that are transposed compared with their series are transposed", () => {
  const fixer = new TransposeFixer();
  const first = ramp();
  expect(fixer.fix(first)).toBe(first);
  const attributes = formatAttributes({ ImageRowDir: [1, 0, 0], ImageColumnDir: [0, 1, 0], Other: "x" });
  const other = ramp({ matrixSize: [4, 6, 1] }, attributes);
  const fixed = fixer.fix(other);
  expect([...fixed.header.matrixSize]).toEqual([6, 4, 1]);
  expect([...fixed.header.fieldOfView]).toEqual([18, 8, 5]);
  expect([...fixed.header.readDir]).toEqual([...Float32Array.from(oblique.phaseDir)]);
  expect([...fixed.header.phaseDir]).toEqual([...Float32Array.from(oblique.readDir)]);
  for (let y = 0; y < 4; y++) for (let x = 0; x < 6; x++) expect(fixed.data[6 * y + x]).toBe(other.data[4 * x + y]);
  expect([...parseAttributes(fixed.attributes)]).toEqual([
    ["ImageRowDir", ["0", "1", "0"]],
    ["ImageColumnDir", ["1", "0", "0"]],
    ["Other", ["x"]],
    ["InPlanePhaseEncodingDirection", ["ROW"]],
  ]);
});

test("attributes that cannot be parsed, and none, stay as they are", () => {
  for (const attributes of ["<broken", ""]) {
    const fixer = new TransposeFixer();
    fixer.fix(ramp());
    expect(fixer.fix(ramp({ matrixSize: [4, 6, 1] }, attributes)).attributes).toBe(attributes);
  }
});

test("complex volumes keep their pairs and partitions", () => {
  const fixer = new TransposeFixer();
  fixer.fix(ramp({ matrixSize: [6, 4, 2], dataType: DataType.complexFloat }));
  const other = ramp({ matrixSize: [4, 6, 2], dataType: DataType.complexFloat });
  const { data } = fixer.fix(other);
  for (const [x, y, z] of [
    [5, 3, 1],
    [2, 1, 0],
  ] as const) {
    const [to, from] = [2 * ((4 * z + y) * 6 + x), 2 * ((6 * z + x) * 4 + y)];
    expect([...data.subarray(to, to + 2)]).toEqual([...other.data.subarray(from, from + 2)]);
  }
});

test("other sizes and other series are passed on", () => {
  const fixer = new TransposeFixer();
  fixer.fix(ramp());
  for (const image of [ramp({ matrixSize: [4, 6, 1], imageSeriesIndex: 2 }), ramp({ matrixSize: [5, 6, 1] })]) {
    expect(fixer.fix(image)).toBe(image);
  }
});
