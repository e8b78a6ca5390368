import { describe, expect, test } from "vitest";
import { runPython, skipReason, withReason } from "../../support/peers.ts";
import { product } from "./matrices.ts";
import { coils, componentsOf, samples, signal } from "./principal-coils-data.ts";

const reason = skipReason("python");

describe("PrincipalCoils", () => {
  test.skipIf(reason)(withReason("has the right singular vectors of NumPy's svd", reason), () => {
    const data = [signal(4), signal(5)];
    const script = `
import json, sys, numpy as np
a = np.array(json.loads(sys.argv[1])).view(np.complex128).reshape(2, ${coils}, ${samples})[:, :, 5:30]
a = a.transpose(0, 2, 1).reshape(-1, ${coils})
_, _, vh = np.linalg.svd(a - a.mean(axis=0), full_matrices=False)
print(json.dumps(np.ascontiguousarray(vh.conj().T).view(float).ravel().tolist()))`;
    const theirs = JSON.parse(runPython(script, [JSON.stringify(data.flatMap((each) => [...each]))])) as number[];
    const overlap = product(theirs, componentsOf(data, 5, 25).matrix(), coils, true);
    for (let i = 0; i < coils; i++) {
      expect(Math.hypot(...overlap.subarray(2 * i * (coils + 1), 2 * i * (coils + 1) + 2))).toBeCloseTo(1, 10);
    }
  });
});
