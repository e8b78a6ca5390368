import { describe, expect, test } from "vitest";
import { applyToCoils, PrincipalCoils } from "../../../src/numerics/linalg/index.ts";
import { relativeError } from "../reference.ts";
import { identity, product } from "./matrices.ts";
import { coils, componentsOf, samples, signal } from "./principal-coils-data.ts";

describe("PrincipalCoils", () => {
  test("gives a unitary matrix, whose columns carry less and less of the variation", () => {
    const data = signal(1);
    const matrix = componentsOf([data]).matrix();
    expect(relativeError(product(matrix, matrix, coils, true), identity(coils))).toBeLessThan(1e-13);
    const turned = applyToCoils(matrix, data, samples, new Float32Array(data.length));
    const variances = Array.from({ length: coils }, (_, coil) => {
      const line = turned.subarray(2 * coil * samples, 2 * (coil + 1) * samples);
      const mean = [0, 1].map((part) => line.filter((_, i) => (i & 1) === part).reduce((a, b) => a + b, 0) / samples);
      return line.reduce((sum, value, i) => sum + (value - mean[i & 1]!) ** 2, 0);
    });
    expect(variances).toEqual([...variances].sort((a, b) => b - a));
    expect(variances[0]! / variances[5]!).toBeGreaterThan(10);
  });

  test("excludes coils from the transform, first and in their order", () => {
    const matrix = componentsOf([signal(2)]).matrix([4, 1]);
    expect(relativeError(product(matrix, matrix, coils, true), identity(coils))).toBeLessThan(1e-13);
    const sizes = (row: number) =>
      Array.from({ length: coils }, (_, j) =>
        Math.hypot(matrix[2 * (row * coils + j)]!, matrix[2 * (row * coils + j) + 1]!),
      );
    expect(sizes(4)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(sizes(1)).toEqual([0, 1, 0, 0, 0, 0]);
    expect([...componentsOf([signal(2)]).matrix([0, 1, 2, 3, 4, 5])]).toEqual([...identity(coils)]);
  });

  test("uses the given range of samples", () => {
    const [one, two] = [signal(3), signal(3)];
    for (let coil = 0; coil < coils; coil += 1) {
      two.fill(Number.NaN, 2 * coil * samples, 2 * (coil * samples + 7));
      two.fill(Number.NaN, 2 * (coil * samples + 30), 2 * (coil + 1) * samples);
    }
    expect(componentsOf([two], 7, 23).matrix()).toEqual(componentsOf([one], 7, 23).matrix());
  });

  test("is the identity where nothing varies", () => {
    expect(new PrincipalCoils(coils).matrix()).toEqual(identity(coils));
  });

  test("refuses readouts of another size", () => {
    expect(() => new PrincipalCoils(2).add(new Float32Array(12), 4, 0, 4)).toThrow(
      expect.objectContaining({ code: "shape-mismatch" }),
    );
  });
});
