import { describe, expect, it, vi } from "vitest";
import kspaceFilter from "../../gadgets/kspace/kspace-filter.ts";
import fft from "../../gadgets/reconstruction/fft.ts";
import { kSpaceWindow } from "../../src/numerics/cartesian/kspace-filter.ts";
import { relativeError, transformedLines, transformTolerance } from "../numerics/reference.ts";
import { buffer, kSpace } from "../support/messages.ts";
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

  it("is constant one for `none`", () => {
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
    const expected = Float64Array.from(input.gather(), (value, i) => {
      const sample = i >> 1;
      return value * w0[sample % 9]! * w1[Math.floor(sample / 9) % 6]! * w2[Math.floor(sample / 54) % 5]!;
    });
    expect(relativeError(filtered!.imaging.gather(), expected)).toBeLessThan(1e-6);
    expect(filtered).toMatchObject({ ...buffer(input), imaging: { ...input, samples: expect.anything() } });
  });

  it.each(["none", "gaussian"])("yields the same for readouts in image space (e0: %s)", async (e0) => {
    const input = kSpace(shape, 4);
    const image = input.with({ samples: transformedLines("inverse", input.gather(), 9), readout: "image" });
    const given = { parameters: { ...parameters, e0 } };
    const [one, other] = await run(kspaceFilter, "buffer", [buffer(input), buffer(image)], given);
    expect(other!.imaging.readout).toBe("image");
    const back = transformedLines("forward", other!.imaging.gather(), 9);
    expect(relativeError(back, one!.imaging.gather())).toBeLessThan(2 * transformTolerance(9));
    const images = await run(fft, "image-array", [one!, other!]);
    expect(relativeError(images[1]!.data, images[0]!.data)).toBeLessThan(2 * transformTolerance(9 * 6 * 5));
  });

  it("keeps the variance of noise", async () => {
    const input = kSpace({ e0: 64, e1: 64, coils: 4 }, 5);
    for (const name of shapes) {
      const given = { parameters: { e0: name, e1: name } };
      const [filtered] = await run(kspaceFilter, "buffer", [buffer(input)], given);
      const squares = filtered!.imaging.gather().reduce((sum, value) => sum + value ** 2, 0);
      expect(squares / input.gather().length).toBeCloseTo(1, 1);
    }
  });

  it("keeps zeros where nothing was acquired, and does not change axes of one sample", async () => {
    const input = kSpace({ e0: 8, e1: 4 });
    input.gather().fill(0, 2 * 8 * 2, 2 * 8 * 3);
    const given = { parameters: { e2: "hann" } };
    const [filtered] = await run(kspaceFilter, "buffer", [buffer(input)], given);
    expect(filtered!.imaging.gather()).toEqual(input.gather());
  });

  it("passes buffers unchanged by default", async () => {
    const sent = buffer();
    expect((await run(kspaceFilter, "buffer", [sent]))[0]).toBe(sent);
  });

  it("neither filters the reference nor places it", async () => {
    const place = vi.fn(() => kSpace({}, 9));
    const sent = { ...buffer(), reference: { place } };
    const [filtered] = await run(kspaceFilter, "buffer", [sent], { parameters: { e1: "hann" } });
    expect(place).not.toHaveBeenCalled();
    expect(filtered!.reference).toBe(sent.reference);
  });
});
