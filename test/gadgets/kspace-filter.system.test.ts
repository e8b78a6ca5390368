import { describe, expect, it } from "vitest";
import { kSpaceWindow, type WindowName } from "../../src/numerics/cartesian/kspace-filter.ts";
import { relativeError } from "../numerics/reference.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";

const missing = skipReason("python");

describe("a k-space window", () => {
  it.skipIf(missing)(withReason("agrees with NumPy", missing), () => {
    const script = `
import json
import numpy as np

def window(name, n, sigma, width):
    if name == "gaussian":
        x = np.linspace(-1, 1, n) if n % 2 else np.linspace(-1, 1, n + 1)[:-1]
        w = np.exp(-sigma**2 * x**2 / 2)
    elif name == "hann":
        w = np.hanning(n + 2)[1:-1] if n % 2 else np.hanning(n + 1)[:-1]
    else:
        edge = int(np.ceil(width * n))
        taper = np.hanning(2 * edge + 2)[1 : edge + 1]
        flat = n if n % 2 else n - 1
        w = np.concatenate([taper, np.ones(flat - 2 * edge), taper[::-1]])
        if n % 2 == 0:
            w = np.concatenate([[0], w])
    return w / np.sqrt(np.mean(w**2))

cases = [(name, n, s, w) for name in ("gaussian", "hann", "tukey") for n in (8, 9, 20, 37, 256) for s, w in ((1.5, 0.15), (0.7, 0.3))]
print(json.dumps([dict(name=c[0], length=c[1], sigma=c[2], width=c[3], expected=window(*c).tolist()) for c in cases]))
`;
    const cases = JSON.parse(runPython(script)) as {
      name: WindowName;
      length: number;
      sigma: number;
      width: number;
      expected: number[];
    }[];
    expect(cases).toHaveLength(30);
    for (const { name, length, expected, ...given } of cases) {
      expect(relativeError(kSpaceWindow(length, name, given), expected)).toBeLessThan(1e-12);
    }
  });
});
