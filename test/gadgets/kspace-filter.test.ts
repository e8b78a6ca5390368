import { describe, expect, it } from "vitest";
import kspaceFilter from "../../gadgets/kspace/kspace-filter.ts";
import fft from "../../gadgets/reconstruction/fft.ts";
import { kSpaceWindow, type WindowName } from "../../src/numerics/cartesian/kspace-filter.ts";
import { relativeError, transformedLines, transformTolerance } from "../numerics/reference.ts";
import { buffer, gaussian, kSpace } from "../support/messages.ts";
import { runPython, skipReason } from "../support/peers.ts";
import { run } from "../support/run-gadget.ts";

const shapes = ["gaussian", "hann", "tukey"] as const;
const options = { sigma: 1.5, width: 0.15 };
const lengths = [2, 3, 4, 5, 8, 13, 16, 31, 64, 101];

describe("a k-space window", () => {
  it.each(shapes.flatMap((name) => lengths.map((length) => [name, length] as const)))(
    "%s of %i samples is symmetric about its maximum at floor(N / 2), and of unit mean square",
    (name, length) => {
      const window = kSpaceWindow(length, name, options);
      const center = Math.floor(length / 2);
      expect(window[center]).toBe(Math.max(...window));
      for (let i = 1; center - i >= 0 && center + i < length; i += 1) {
        expect(window[center + i]).toBeCloseTo(window[center - i]!, 12);
        expect(window[center + i]).toBeLessThanOrEqual(window[center + i - 1]!);
      }
      const squares = window.reduce((sum, weight) => sum + weight ** 2, 0);
      expect(squares / length).toBeCloseTo(1, 12);
    },
  );

  it("is one where it does nothing", () => {
    for (const name of ["none", ...shapes] as const) expect([...kSpaceWindow(1, name, options)]).toEqual([1]);
    expect([...kSpaceWindow(4, "none", options)]).toEqual([1, 1, 1, 1]);
    expect([...kSpaceWindow(4, "gaussian", { ...options, sigma: 0 })]).toEqual([1, 1, 1, 1]);
    expect([...kSpaceWindow(4, "tukey", { ...options, width: 0 })]).toEqual([1, 1, 1, 1]);
  });

  it.each([
    [0, options],
    [8, { sigma: Number.NaN, width: 0.1 }],
    [8, { sigma: 1, width: 0.6 }],
    [8, { sigma: 1, width: -0.1 }],
  ])("of %i samples refuses %j", (length, given) => {
    expect(() => kSpaceWindow(length, "tukey", given)).toThrow(/must be a whole number|sigma of a window must be/);
  });

  const missing = skipReason("python");
  it.skipIf(missing !== undefined)("is what NumPy makes of its definition", () => {
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

describe("kspace-filter", () => {
  const shape = { e0: 9, e1: 6, e2: 5, coils: 2, n: 2, s: 1, slices: 2 };
  const parameters = { e0: "gaussian", e1: "tukey", e2: "hann", sigma: 1.2, width: 0.3 };

  it("weights each sample by the product of its axes' windows, in every coil and volume", async () => {
    const input = kSpace(shape, 3);
    const [filtered] = await run(kspaceFilter, "buffer", [buffer(input)], { parameters });
    const [w0, w1, w2] = [
      kSpaceWindow(9, "gaussian", parameters),
      kSpaceWindow(6, "tukey", parameters),
      kSpaceWindow(5, "hann", parameters),
    ];
    const expected = Float64Array.from(input.data, (value, i) => {
      const sample = i >> 1;
      return value * w0[sample % 9]! * w1[Math.floor(sample / 9) % 6]! * w2[Math.floor(sample / 54) % 5]!;
    });
    expect(relativeError(filtered!.imaging.data, expected)).toBeLessThan(1e-6);
    expect(filtered).toMatchObject({ ...buffer(input), imaging: { ...input, data: expect.anything() } });
  });

  it.each(["none", "gaussian"])("gives the same for readouts that are in image space (e0: %s)", async (e0) => {
    const input = kSpace(shape, 4);
    const image = { ...input, data: transformedLines("inverse", input.data, 9), readout: "image" as const };
    const given = { parameters: { ...parameters, e0 } };
    const [one, other] = await run(kspaceFilter, "buffer", [buffer(input), buffer(image)], given);
    expect(other!.imaging.readout).toBe("image");
    const back = transformedLines("forward", other!.imaging.data, 9);
    expect(relativeError(back, one!.imaging.data)).toBeLessThan(2 * transformTolerance(9));
    const images = await run(fft, "image-array", [one!, other!]);
    expect(relativeError(images[1]!.data, images[0]!.data)).toBeLessThan(2 * transformTolerance(9 * 6 * 5));
  });

  it("keeps the variance of noise", async () => {
    const input = { ...kSpace({ e0: 64, e1: 64, coils: 4 }), data: gaussian(2 * 64 * 64 * 4, 5) };
    for (const name of shapes) {
      const given = { parameters: { e0: name, e1: name } };
      const [filtered] = await run(kspaceFilter, "buffer", [buffer(input)], given);
      const squares = filtered!.imaging.data.reduce((sum, value) => sum + value ** 2, 0);
      expect(squares / input.data.length).toBeCloseTo(1, 1);
    }
  });

  it("leaves zeros where nothing was acquired, and axes of one sample alone", async () => {
    const input = kSpace({ e0: 8, e1: 4 });
    input.data.fill(0, 2 * 8 * 2, 2 * 8 * 3);
    const given = { parameters: { e2: "hann" } };
    const [filtered] = await run(kspaceFilter, "buffer", [buffer(input)], given);
    expect(filtered!.imaging.data).toEqual(input.data);
  });

  it("passes buffers on by default", async () => {
    const sent = buffer();
    expect((await run(kspaceFilter, "buffer", [sent]))[0]).toBe(sent);
  });

  it("neither filters the reference nor asks for it", async () => {
    let asked = 0;
    const reference = kSpace({}, 9);
    const sent = Object.defineProperty(buffer(), "reference", {
      enumerable: true,
      get() {
        asked += 1;
        return reference;
      },
    });
    const [filtered] = await run(kspaceFilter, "buffer", [sent], { parameters: { e1: "hann" } });
    expect(asked).toBe(0);
    expect(filtered!.reference).toBe(reference);
  });
});
