import { describe, expect, it } from "vitest";
import coilCompression from "../../gadgets/kspace/coil-compression.ts";
import type { KSpace } from "../../src/gadget-api/index.ts";
import { buffer, coilsOf, kSpace } from "../../src/testing/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { contextOf, expectFailure, run } from "../support/run-gadget.ts";

/** Root sum of squares of all samples at a position, over the coils. */
function energies({ shape }: KSpace, samples: Float32Array): Float32Array {
  const positions = shape.e0 * shape.e1 * shape.e2;
  const sums = new Float32Array(samples.length / (2 * shape.coils));
  for (const [i, part] of samples.entries()) {
    const [image, position] = [Math.floor(i / (2 * positions * shape.coils)), (i >> 1) % positions];
    sums[image * positions + position]! += part * part;
  }
  return sums;
}

describe("coil-compression", () => {
  it("changes no root sum of squares while all coils are kept, of data and of calibration lines", async () => {
    const [data, reference] = [kSpace({ coils: 5, slices: 2, n: 2 }), kSpace({ coils: 5, slices: 2 }, 4)];
    for (const method of ["principal", "geometric"]) {
      const input = buffer(data, { reference });
      const parameters = { method, threshold: -1 };
      const [compressed] = await run(coilCompression, "buffer", [input], { parameters });
      const image = { readout: "k-space" as const };
      for (const [before, after] of [
        [data, compressed!.imaging],
        [reference, compressed!.reference!.place()],
      ] as const) {
        expect(after.shape).toEqual(before.shape);
        if (method === "principal")
          expect(relativeError(energies(after, after.gather()), energies(before, before.gather()))).toBeLessThan(1e-5);
        const total = (each: KSpace) =>
          each
            .with(image)
            .gather()
            .reduce((sum, part) => sum + part * part, 0);
        expect(total(after) / total(before)).toBeCloseTo(1, 5);
      }
    }
  });

  it("keeps the matrices of the first buffer, which its reference gives", async () => {
    const reference = kSpace({ coils: 4 }, 9);
    const inputs = [buffer(kSpace({ coils: 4 }), { reference }), buffer(kSpace({ coils: 4 }, 2))];
    const kept = await run(coilCompression, "buffer", inputs, { parameters: { coils: 2 } });
    const alone = await run(coilCompression, "buffer", [buffer(kSpace({ coils: 4 }, 2), { reference })], {
      parameters: { coils: 2 },
    });
    expect(kept[1]!.imaging.gather()).toEqual(alone[0]!.imaging.gather());
    const renewed = await run(coilCompression, "buffer", inputs, { parameters: { coils: 2, matrices: "newest" } });
    expect(renewed[1]!.imaging.gather()).not.toEqual(kept[1]!.imaging.gather());
    expect(renewed.map(({ imaging }) => imaging.shape.coils)).toEqual([2, 2]);
  });

  it("refuses other coils, and samples that are not finite", async () => {
    const inputs = [buffer(kSpace({ coils: 4 })), buffer(kSpace({ coils: 3 }))];
    await expectFailure(coilCompression, inputs, "coil-mismatch", /matrices of 4 coils, but now there are 3/);
    const broken = kSpace({ coils: 2 });
    const samples = broken.gather().map((part, i) => (i === 40 ? Number.NaN : part));
    await expectFailure(coilCompression, [buffer(broken.with({ samples }))], "not-finite", /slice 0 has samples/);
  });

  it("leaves no coil names", () => {
    const { header } = contextOf(undefined);
    const named = { ...header!, ...coilsOf(["a", "b"]) };
    const after = coilCompression.headerAfter(named as never, {});
    expect(after.acquisitionSystemInformation?.coilLabel).toEqual([]);
  });
});
