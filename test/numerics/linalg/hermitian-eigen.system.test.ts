import { describe, expect, test } from "vitest";
import { hermitianEigen } from "../../../src/numerics/linalg/hermitian-eigen.ts";
import { runPython, skipReason, withReason } from "../../support/peers.ts";
import { relativeError } from "../reference.ts";
import { hermitianOf, product } from "./matrices.ts";

const reason = skipReason("python");

describe("hermitianEigen", () => {
  test.skipIf(reason)(withReason("has the eigenvalues and vectors of NumPy's eigh", reason), () => {
    const n = 16;
    const matrix = hermitianOf(n, 3);
    const script = `
import json, sys, numpy as np
a = np.array(json.loads(sys.argv[1])).view(np.complex128).reshape(${n}, ${n})
values, vectors = np.linalg.eigh(a)
print(json.dumps([values[::-1].tolist(), np.ascontiguousarray(vectors[:, ::-1]).view(float).ravel().tolist()]))`;
    const [values, vectors] = JSON.parse(runPython(script, [JSON.stringify([...matrix])])) as [number[], number[]];
    const ours = hermitianEigen(matrix, n);
    expect(relativeError(ours.values, values)).toBeLessThan(1e-13);
    // Phases are arbitrary: of the products of NumPy's vectors and Larmor's, only the magnitudes on the diagonal are 1.
    const overlap = product(vectors, ours.vectors, n, true);
    for (let i = 0; i < n; i++)
      expect(Math.hypot(...overlap.subarray(2 * i * (n + 1), 2 * i * (n + 1) + 2))).toBeCloseTo(1, 12);
  });
});
