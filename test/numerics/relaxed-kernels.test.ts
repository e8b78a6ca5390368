import { describe, expect, it } from "vitest";
import { hasRelaxedSimd, instantiate, kernels } from "../../src/numerics/kernels/heap.ts";
import { kernelsBase64 } from "../../src/numerics/kernels/kernels.generated.ts";
import * as reference from "../../src/numerics/kernels/reference-kernels.ts";
import { kernelsBase64 as relaxedKernelsBase64 } from "../../src/numerics/kernels/relaxed-kernels.generated.ts";
import { randomComplex, relativeError } from "./reference.ts";

/** Both builds of the kernels, as far as the engine has what they need. */
const builds = [
  ["plain", kernelsBase64] as const,
  ...(hasRelaxedSimd ? [["relaxed", relaxedKernelsBase64] as const] : []),
];

describe.each(builds)("the %s build of the kernels", (_name, base64) => {
  const own = instantiate(base64);
  const store = (values: Float32Array) => {
    const pointer = own.allocate(values.byteLength) >>> 0;
    new Float32Array(own.memory.buffer, pointer, values.length).set(values);
    return { pointer, read: () => new Float32Array(own.memory.buffer, pointer, values.length) };
  };

  it("has all functions of the one that is used", () => {
    expect(Object.keys(own).sort()).toEqual(Object.keys(kernels).sort());
  });

  it("multiplies coil matrices and adds products as the references do", () => {
    const [rows, columns, samples] = [5, 3, 26];
    const matrix = randomComplex(rows * columns, 1);
    const data = randomComplex(rows * samples, 2);
    const sums = randomComplex(rows * samples, 3);
    const target = store(new Float32Array(2 * columns * samples));
    own.transformCoils(store(matrix).pointer, store(data).pointer, target.pointer, rows, columns, samples);
    const expected = new Float32Array(2 * columns * samples);
    reference.transformCoils(matrix, data, expected, rows, columns, samples);
    expect(relativeError(target.read(), expected)).toBeLessThan(1e-6);

    const added = store(sums);
    own.addProducts(store(data).pointer, store(data).pointer, added.pointer, rows * samples);
    reference.addProducts(data, data, sums, rows * samples);
    expect(relativeError(added.read(), sums)).toBeLessThan(1e-6);
  });
});

it("the relaxed build is chosen where the engine has relaxed SIMD", () => {
  expect(hasRelaxedSimd).toBe(Number(process.versions.v8.split(".")[0]) >= 12);
});
