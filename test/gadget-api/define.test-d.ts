import { map, type Observable } from "rxjs";
import Type from "typebox";
import { describe, expectTypeOf, it } from "vitest";
import { defineGadget } from "../../src/gadget-api/index.ts";
import type { Acquisition, Image } from "../../src/mrd/index.ts";

const base = { name: "x", summary: "X.", in: ["acquisition"], out: ["acquisition"] } as const;

describe("defineGadget", () => {
  it("types parameters from their schemas", () => {
    defineGadget({
      ...base,
      parameters: { sigma: Type.Number({ default: 1, description: "Width." }) },
      create: (_context, parameters) => {
        expectTypeOf(parameters.sigma).toEqualTypeOf<number>();
        return map((acquisition) => acquisition);
      },
    });
  });

  it("types the operator from `in` and `out`", () => {
    defineGadget({
      ...base,
      parameters: {},
      create: () => (source) => {
        expectTypeOf(source).toEqualTypeOf<Observable<Acquisition>>();
        return source;
      },
    });
  });

  it("refuses an operator whose results are not in `out`", () => {
    defineGadget({
      ...base,
      parameters: {},
      // @ts-expect-error an image is not an acquisition
      create: () => map((acquisition: Acquisition) => acquisition as unknown as Image),
    });
  });
});
