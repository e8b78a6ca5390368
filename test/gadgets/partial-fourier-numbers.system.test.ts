import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import partialFourier from "../../gadgets/kspace/partial-fourier.ts";
import type { KSpace } from "../../src/gadget-api/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { buffer } from "../support/messages.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";
import { run } from "../support/run-gadget.ts";
import { partialKSpace, phantom, type Range, type Sizes, transformed } from "./partial-fourier-data.ts";
import { coilImages } from "./recon-reference.ts";

async function handled(input: KSpace, parameters: object): Promise<Float32Array> {
  const [output] = await run(partialFourier, "buffer", [buffer(input)], { parameters });
  return output!.imaging.gather();
}

describe("partial-fourier of an object", () => {
  interface Case {
    readonly name: string;
    readonly sizes: Sizes;
    readonly e1?: Range;
    readonly e2?: Range;
  }
  const smooth = (x: number, y: number, z: number) => 1 + x - 0.8 * y + 0.6 * x * y + 0.5 * y * y + 0.4 * z;
  const partial = ({ sizes: [e0, e1, e2], ...rows }: Case, image: Float32Array) =>
    partialKSpace({ e0, e1, e2 }, transformed("forward", image, [e0, e1, e2]), rows);
  /** Relative errors of the images compared with the fully sampled one. */
  const errors = async (given: Case, phase?: typeof smooth) => {
    const image = phantom(given.sizes, phase);
    const error = async (parameters: object) =>
      relativeError(transformed("inverse", await handled(partial(given, image), parameters), given.sizes), image);
    return {
      none: await error({ method: "none" }),
      homodyne: await error({ method: "homodyne" }),
      pocs: await error({ method: "pocs" }),
      patient: await error({ method: "pocs", iterations: 50, threshold: 0 }),
    };
  };

  /** Rows with a conjugate row on the sampled grid, so that no information of a real image is lost. */
  const oneSided: Case[] = [
    { name: "the last rows, of an even number", sizes: [32, 64, 1], e1: { first: 0, last: 39 } },
    { name: "the first rows, of an odd number", sizes: [31, 63, 1], e1: { first: 23, last: 62 } },
    { name: "the last rows, of an odd number", sizes: [31, 63, 1], e1: { first: 0, last: 39 } },
    { name: "the last partitions", sizes: [16, 24, 32], e2: { first: 0, last: 20 } },
  ];
  const evenFirst: Case = {
    name: "the first rows, of an even number",
    sizes: [32, 64, 1],
    e1: { first: 24, last: 63 },
  };
  const both: Case = {
    name: "rows and partitions",
    sizes: [16, 48, 33],
    e1: { first: 16, last: 47 },
    e2: { first: 0, last: 22 },
  };

  it.each(oneSided)("restores a real non-negative object without $name", async (given) => {
    const { none, homodyne, pocs, patient } = await errors(given);
    expect(none).toBeGreaterThan(0.3);
    expect(homodyne).toBeLessThan(2e-6);
    expect(pocs).toBeLessThan(0.02);
    expect(patient).toBeLessThan(2e-6);
  });

  it("restores it without $name except for the row that is its own conjugate", async () => {
    const { none, homodyne, pocs, patient } = await errors(evenFirst);
    expect(Math.max(homodyne, pocs)).toBeLessThan(none / 5);
    expect(patient).toBeLessThan(0.01);
  });

  it.each([...oneSided, evenFirst])("comes close to an object with a smooth phase without $name", async (given) => {
    const { none, homodyne, pocs } = await errors(given, smooth);
    expect(homodyne).toBeLessThan(none / 3);
    expect(pocs).toBeLessThan(homodyne);
  });

  it("improves on zero filling if two axes are partial, with no conjugate quadrant", async () => {
    for (const phase of [undefined, smooth]) {
      const { none, homodyne, pocs, patient } = await errors(both, phase);
      expect(homodyne).toBeLessThan(0.65 * none);
      expect(pocs).toBeLessThan(homodyne);
      expect(patient).toBeLessThan(pocs);
    }
  });

  it.each([...oneSided, evenFirst, both])(
    "keeps, with pocs, every sample that was acquired, without $name",
    async (given) => {
      const input = partial(given, phantom(given.sizes, smooth));
      const data = await handled(input, { method: "pocs" });
      const length = 2 * given.sizes[0];
      let filled = 0;
      for (const [line, count] of input.counts.entries()) {
        const now = data.subarray(line * length, (line + 1) * length);
        if (count > 0) expect(now).toEqual(input.gather().subarray(line * length, (line + 1) * length));
        else filled += now.some((value) => value !== 0) ? 1 : 0;
      }
      expect(filled).toBe(input.counts.filter((count) => count === 0).length);
    },
  );

  it("iterates, with pocs, until the change is small enough", async () => {
    const input = partial(both, phantom(both.sizes, smooth));
    const once = await handled(input, { iterations: 1 });
    expect(await handled(input, { threshold: 1 })).toEqual(once);
    expect(await handled(input, { threshold: 0.01 })).not.toEqual(once);
  });

  it("leaves zeros unchanged", async () => {
    const input = partial(both, phantom(both.sizes).fill(0));
    for (const method of ["filter", "homodyne", "pocs"])
      expect(await handled(input, { method })).toEqual(input.gather());
  });
});

const noPython = skipReason("python");
describe.skipIf(noPython)(withReason("partial-fourier against NumPy", noPython), () => {
  type Axis = readonly [size: number, first: number, last: number];
  const script = readFileSync(new URL("partial-fourier.py", import.meta.url), "utf8");
  const cases = (noPython === undefined ? JSON.parse(runPython(script)) : []) as {
    e0: number;
    e1: Axis;
    e2: Axis;
    data: number[];
    expected: { parameters: object; data: number[]; iterations?: number }[];
  }[];

  it.each(cases)(
    "gives the same: $e0 samples, size, first and last row $e1 and $e2",
    async ({ e0, e1, e2, data, expected }) => {
      const range = ([, first, last]: Axis) => ({ first, last });
      const rows = { e1: range(e1), e2: range(e2) };
      const input = partialKSpace({ e0, e1: e1[0], e2: e2[0] }, Float32Array.from(data), rows);
      expect(expected).toHaveLength(5);
      for (const { parameters, data } of expected) {
        expect(relativeError(await handled(input, parameters), data)).toBeLessThan(1e-5);
      }
    },
  );
});

const noBart = skipReason("bart");
describe.skipIf(noBart)(withReason("partial-fourier against BART", noBart), () => {
  const sizes: Sizes = [24, 64, 1];
  const [e0, e1] = [24, 64];
  const pixels = e0 * e1;
  const image = phantom(sizes, (x, y) => x - y + 0.5 * x * y);
  const whole = transformed("forward", image, sizes);
  whole.fill(0, 0, 2 * e0); // BART doubles this row, which is its own conjugate
  const input = partialKSpace({ e0, e1 }, whole, { e1: { first: 0, last: 39 } });

  const bart = (data: Float32Array, options: (file: (name: string, data: Float32Array) => string) => string[]) => {
    const folder = mkdtempSync(join(tmpdir(), "bart-"));
    const file = (name: string, values: Float32Array) => {
      writeFileSync(join(folder, `${name}.hdr`), `# Dimensions\n${e0} ${e1} 1\n`);
      writeFileSync(join(folder, `${name}.cfl`), values);
      return join(folder, name);
    };
    try {
      const [from, to] = [file("input", data), join(folder, "output")];
      execFileSync("bart", ["homodyne", ...options(file), "1", "0.625", from, to]);
      return new Float32Array(new Uint8Array(readFileSync(`${to}.cfl`)).buffer);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const magnitudes = (data: ArrayLike<number>) =>
    Float64Array.from({ length: pixels }, (_, i) => Math.hypot(data[2 * i]!, data[2 * i + 1]!));

  it("homodyne gives the same for the same phase", async () => {
    // The phase of the symmetric centre, rows 32 ± 7 under a Hann window.
    const central = input.gather().map((value, i) => {
      const u = Math.floor(i / (2 * e0)) - 32;
      return Math.abs(u) > 7 ? 0 : value * Math.cos((Math.PI * u) / 16) ** 2;
    });
    const phase = Float32Array.from(coilImages(central, [...sizes, 1], sizes, sizes));
    for (let i = 0; i < phase.length; i += 2) {
      const magnitude = Math.hypot(phase[i]!, phase[i + 1]!);
      phase[i]! /= magnitude;
      phase[i + 1]! /= magnitude;
    }
    const expected = bart(input.gather(), (file) => ["-P", file("phase", phase)]);
    const ours = transformed("inverse", await handled(input, { method: "homodyne" }), sizes);
    expect(relativeError(magnitudes(ours), magnitudes(expected))).toBeLessThan(1e-5);
  });

  it("homodyne yields nearly the same with the phase that BART estimates", async () => {
    const ours = transformed("inverse", await handled(input, { method: "homodyne" }), sizes);
    const difference = relativeError(magnitudes(ours), magnitudes(bart(input.gather(), () => [])));
    // BART uses the middle half of the symmetric centre, without a window.
    expect(difference).toBeLessThan(0.08);
  });
});
