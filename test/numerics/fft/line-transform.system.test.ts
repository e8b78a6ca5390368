import { describe, expect, test } from "vitest";
import type { Direction } from "../../../src/numerics/fft/index.ts";
import { runPython, skipReason, withReason } from "../../support/peers.ts";
import { relativeError, transformedLines as transformed, transformTolerance } from "../reference.ts";

const directions: readonly Direction[] = ["forward", "inverse"];

const reason = skipReason("python");

describe.skipIf(reason)(withReason("against NumPy", reason), () => {
  test("equals shifted, scaled numpy.fft of odd and even lengths", () => {
    const script = `
import json
import numpy as np
from numpy.fft import fft, fftshift, ifft, ifftshift
random = np.random.default_rng(1)
flat = lambda x: np.stack([x.real, x.imag], -1).ravel().tolist()
cases = []
for n in [1, 2, 3, 8, 9, 15, 16, 45, 48, 97, 168, 224, 320]:
    x = (random.standard_normal(n) + 1j * random.standard_normal(n)).astype(np.complex64).astype(complex)
    forward = fftshift(fft(ifftshift(x))) / np.sqrt(n)
    inverse = fftshift(ifft(ifftshift(x))) * np.sqrt(n)
    cases.append(dict(length=n, data=flat(x), forward=flat(forward), inverse=flat(inverse)))
print(json.dumps(cases))`;
    const cases = JSON.parse(runPython(script)) as Record<Direction | "data", number[]>[];
    expect(cases).toHaveLength(13);
    for (const { data, ...expected } of cases) {
      const length = data.length / 2;
      for (const direction of directions) {
        const result = transformed(direction, Float32Array.from(data), length);
        expect(relativeError(result, expected[direction])).toBeLessThanOrEqual(transformTolerance(length));
      }
    }
  });
});
