import { describe, expect, test } from "vitest";
import { percentile } from "../../../src/numerics/images/index.ts";
import { runPython, skipReason, withReason } from "../../support/peers.ts";

const reason = skipReason("python");

describe("percentile", () => {
  test.skipIf(reason)(withReason("equals numpy.percentile", reason), () => {
    const script = `
import json
import numpy as np
random = np.random.default_rng(1)
cases = []
for n in [1, 2, 3, 10, 101, 4096]:
    x = random.standard_normal(n).astype(np.float32)
    for p in [0, 1, 33.3, 50, 99, 99.9, 100]:
        cases.append(dict(data=x.tolist(), p=p, expected=np.percentile(x.astype(float), p)))
print(json.dumps(cases))`;
    const cases = JSON.parse(runPython(script)) as { data: number[]; p: number; expected: number }[];
    expect(cases).toHaveLength(42);
    for (const { data, p, expected } of cases) {
      expect(Math.abs(percentile(Float32Array.from(data), p) - expected)).toBeLessThan(1e-14);
    }
  });
});
