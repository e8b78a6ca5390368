import { from, lastValueFrom, toArray } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import partialFourier from "../../gadgets/kspace/partial-fourier.ts";
import type { KSpace } from "../../src/gadget-api/index.ts";
import { Recycler } from "../../src/gadget-api/services/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { buffer, gaussian, kSpace } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";
import { contextOf, parametersOf, type Reported, run } from "../support/run-gadget.ts";
import { partialKSpace, phantom, transformed } from "./partial-fourier-data.ts";

const methods = ["filter", "homodyne", "pocs"] as const;

async function handled(input: KSpace, parameters: object = {}, reported: Reported = []): Promise<KSpace> {
  const [output] = await run(partialFourier, "buffer", [buffer(input)], { parameters, reported });
  return output!.imaging;
}

describe("partial-fourier", () => {
  describe.each(methods)("%s", (method) => {
    it.each([
      ["a full even grid", kSpace({ e1: 8, e2: 4 })],
      ["a full odd grid", kSpace({ e1: 9, e2: 5 })],
      ["a grid that is padded on both sides", partialKSpace({ e1: 16 }, undefined, { e1: { first: 3, last: 13 } })],
      [
        "an axis whose asymmetry is explained by undersampling",
        partialKSpace({ e1: 16 }, undefined, { e1: { first: 0, last: 13 } }).with({ acceleration: [3, 1] }),
      ],
      [
        "readouts on the side that the header omits",
        kSpace({ e1: 16 }).with({ e1: { first: 4, last: 15, center: 8 } }),
      ],
    ])("passes %s as it is", async (_name, input) => {
      const message = buffer(input);
      const reported: Reported = [];
      const [output] = await run(partialFourier, "buffer", [message], { parameters: { method }, reported });
      expect(output).toBe(message);
      expect(reported).toEqual([]);
    });

    it("processes slices and coils independently", async () => {
      const shape = { e0: 8, e1: 12, e2: 6 };
      const rows = { e1: { first: 0, last: 8 }, e2: { first: 1, last: 5 } };
      const whole = partialKSpace({ ...shape, coils: 2, n: 2, slices: 2 }, undefined, rows);
      const output = await handled(whole, { method });
      const length = 2 * 8 * 12 * 6;
      for (let i = 0; i < 8; i++) {
        const part = whole.gather().slice(i * length, (i + 1) * length);
        const alone = await handled(partialKSpace(shape, part, rows), { method });
        expect(output.gather().subarray(i * length, (i + 1) * length)).toEqual(alone.gather());
      }
    });

    it("yields the same for readouts in image space", async () => {
      const shape = { e0: 15, e1: 12, e2: 6 };
      const rows = { e1: { first: 0, last: 8 }, e2: { first: 1, last: 5 } };
      const input = partialKSpace(
        shape,
        transformed(
          "forward",
          phantom([15, 12, 6], (x) => x),
          [15, 12, 6],
        ),
        rows,
      );
      const hybrid = input.with({
        readout: "image",
        samples: transformed("inverse", input.gather(), [15, 12, 6], [0]),
      });
      const [expected, output] = [await handled(input, { method }), await handled(hybrid, { method })];
      expect(output.readout).toBe("image");
      const back = transformed("forward", output.gather(), [15, 12, 6], [0]);
      expect(relativeError(back, expected.gather())).toBeLessThan(2e-6);
    });

    it("keeps headers, counts and the reference, which is placed on access", async () => {
      const input = partialKSpace({ e1: 16 }, undefined, { e1: { first: 4, last: 15 } });
      const place = vi.fn(() => kSpace({}, 3));
      const message = { ...buffer(input, { encoding: 2 }), reference: { place } };
      const [output] = await run(partialFourier, "buffer", [message], { parameters: { method } });
      expect(output!.encoding).toBe(2);
      expect(output!.imaging).toMatchObject({ shape: input.shape, readout: "k-space", acceleration: [1, 1] });
      expect(output!.imaging.headers).toBe(input.headers);
      expect(output!.imaging.counts).toBe(input.counts);
      expect(place).not.toHaveBeenCalled();
      expect(output!.reference).toBe(message.reference);
    });

    it("reports once what it does", async () => {
      const input = partialKSpace({ e1: 16 }, undefined, { e1: { first: 4, last: 15 } });
      const reported: Reported = [];
      await run(partialFourier, "buffer", [buffer(input), buffer(kSpace()), buffer(input)], {
        parameters: { method },
        reported,
      });
      const what = method === "filter" ? "edge tapered by filter" : `filled by ${method}`;
      expect(reported).toEqual([`info: partial Fourier along e1 (rows 4 to 15 of 16, 75 % acquired): ${what}`]);
    });
  });

  it.each([
    ["filter", { first: 4, last: 15, center: 8 }],
    ["homodyne", { first: 0, last: 15, center: 8 }],
    ["pocs", { first: 0, last: 15, center: 8 }],
  ])("%s says that rows %j are sampled", async (method, e1) => {
    const input = partialKSpace({ e1: 16 }, undefined, { e1: { first: 4, last: 15 } });
    const output = await handled(input, { method });
    expect(output.e1).toEqual(e1);
    expect(output.e2).toEqual(input.e2);
  });

  it("releases the memory that it has replaced, and only that", async () => {
    class Watched extends Recycler {
      readonly released: Float32Array[] = [];
      override release(array: Float32Array): void {
        this.released.push(array);
      }
    }
    const memory = new Watched();
    const input = partialKSpace({ e1: 16 }, undefined, { e1: { first: 4, last: 15 } });
    const operator = partialFourier.create({ ...contextOf(), memory }, parametersOf(partialFourier));
    await lastValueFrom(from([buffer(input), buffer()]).pipe(operator));
    expect(memory.released).toHaveLength(1);
    expect(memory.released[0]).toBe(input.samples);
  });

  it("does the same in other threads, and keeps the order", async () => {
    const partial = [1, 2, 3].map((seed) =>
      partialKSpace({ e1: 16 }, gaussian(512, seed), { e1: { first: 4, last: 15 } }),
    );
    const messages = [...partial.map((input) => buffer(input)), buffer()].toReversed();
    const expected = await run(partialFourier, "buffer", messages);
    const pool = unorderedPool(2);
    const operator = partialFourier.create({ ...contextOf(), pool }, parametersOf(partialFourier));
    expect(await lastValueFrom(from(messages).pipe(operator, toArray()))).toEqual(expected);
    expect(pool.jobs).toHaveLength(3); // the fully sampled one needs no work
  });

  it("with `method: none` passes buffers unchanged", async () => {
    const message = buffer(partialKSpace({ e1: 16 }, undefined, { e1: { first: 4, last: 15 } }));
    const reported: Reported = [];
    const outputs = await run(partialFourier, "buffer", [message], { parameters: { method: "none" }, reported });
    expect(outputs[0]).toBe(message);
    expect(reported).toEqual([]);
  });

  const undersampled = (): KSpace => {
    const input = partialKSpace({ e1: 16 }, undefined, { e1: { first: 4, last: 15 } });
    const samples = input.gather().slice();
    for (let line = 5; line < 16; line += 2) samples.fill(0, 32 * line, 32 * (line + 1));
    const counts = input.counts.map((count, line) => (line % 2 === 0 ? count : 0));
    return input.with({ samples, counts, acceleration: [2, 1] });
  };
  const centerless = partialKSpace({ e1: 16 }, undefined, { e1: { first: 9, last: 15 } });

  it.each([
    ["undersampled data", undersampled(), /lines are missing within the sampled rows/],
    ["data without their centre", centerless, /centre was not acquired/],
  ])("tapers %s, and warns once", async (_name, input, warning) => {
    const expected = await handled(input, { method: "filter" });
    for (const method of ["homodyne", "pocs"]) {
      const reported: Reported = [];
      const outputs = await run(partialFourier, "buffer", [buffer(input), buffer(input)], {
        parameters: { method },
        reported,
      });
      for (const { imaging } of outputs) {
        expect(imaging.gather()).toEqual(expected.gather());
        expect(imaging.e1).toEqual(input.e1);
      }
      expect(reported).toHaveLength(2);
      expect(reported[0]).toMatch(/^warning: /);
      expect(reported[0]).toMatch(warning);
      expect(reported[1]).toMatch(/^info: .*by filter$/);
    }
  });

  it("fills data whose undersampling has been unfolded", async () => {
    const input = partialKSpace({ e1: 16 }, undefined, { e1: { first: 4, last: 15 } });
    expect((await handled(input.with({ acceleration: [2, 1] }))).e1.first).toBe(0);
  });
});
