import { describe, expectTypeOf, it } from "vitest";
import { defineErrors, type ErrorClass } from "../../src/errors/index.ts";
import { GadgetError, type GadgetErrorCode, type MemoryBudget } from "../../src/gadget-api/index.ts";
import type { MrdError, MrdErrorCode } from "../../src/mrd/index.ts";

const texts = { meaning: "There is none.", remedy: "Make one." };

describe("defineErrors", () => {
  it("types the codes from their declaration", () => {
    const errors = defineErrors("grappa", { "no-calibration": texts, "no-kernel": texts });
    expectTypeOf(errors).toEqualTypeOf<ErrorClass<"no-calibration" | "no-kernel">>();
    expectTypeOf(new errors("no-kernel", "m").code).toEqualTypeOf<"no-kernel">();
    // @ts-expect-error a code that is not declared
    new errors("no-coils", "m");
  });

  it("requires a meaning and a remedy", () => {
    // @ts-expect-error no remedy
    defineErrors("grappa", { "no-calibration": { meaning: "There is none." } });
  });

  it("types the codes of a subclass", () => {
    const errors = defineErrors("grappa", { "no-calibration": texts, "no-kernel": texts });
    class KernelError extends errors<"no-kernel"> {}
    expectTypeOf<KernelError["code"]>().toEqualTypeOf<"no-kernel">();
    // @ts-expect-error a code of the family, but not of this class
    new KernelError("no-calibration", "m");
  });

  it("serves the classes of Larmor's own errors", () => {
    expectTypeOf<MrdError["code"]>().toEqualTypeOf<MrdErrorCode>();
    expectTypeOf<"truncated">().toExtend<MrdErrorCode>();
    // @ts-expect-error a code that is not declared
    new GadgetError("no-such-code", "m");
  });

  it("types the code of a memory budget's error", () => {
    expectTypeOf<Parameters<MemoryBudget["require"]>[2]>().toEqualTypeOf<GadgetErrorCode>();
  });
});
