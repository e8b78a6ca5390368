import { describe, expect, it } from "vitest";
import { codeOf, isOwn } from "../../src/errors/index.ts";
import { GadgetError } from "../../src/gadget-api/index.ts";
import { MrdError } from "../../src/mrd/index.ts";
import { NotPositiveDefiniteError } from "../../src/numerics/linalg/index.ts";

/** What a step's failure is made of. */
const step = (cause: unknown) =>
  Object.assign(new Error("at step 1", { cause }), { name: "StepError", code: "step-failed" });

describe("the code of an error", () => {
  it.each([
    [new MrdError("truncated", "m"), "mrd/truncated"],
    [new NotPositiveDefiniteError(0, 0, 0), "numerics/not-positive-definite"],
    [new GadgetError("of-an-author", "m"), "gadget/of-an-author"],
    // As it comes from a thread.
    [Object.assign(new Error("m"), { name: "StorageError", code: "not-found" }), "storage/not-found"],
    [step(new MrdError("truncated", "m")), "mrd/truncated"],
    [step(step(new GadgetError("no-coil", "m"))), "gadget/no-coil"],
    [step(new TypeError("m")), "chain/step-failed"],
    [Object.assign(new Error("m"), { code: "ENOSPC" }), "system/ENOSPC"],
    [step(Object.assign(new Error("m"), { code: "ENOSPC" })), "system/ENOSPC"],
    [Object.assign(new Error("m"), { code: "ERR_INVALID_ARG_TYPE" }), "larmor/internal"],
    [new GadgetError("no]\ncode", "m"), "larmor/internal"],
    [Object.assign(new Error("m"), { name: "constructor", code: "x" }), "larmor/internal"],
    [new TypeError("m"), "larmor/internal"],
    ["thrown", "larmor/internal"],
    [undefined, "larmor/internal"],
  ])("%o", (error, code) => {
    expect(codeOf(error)).toBe(code);
  });

  it("tells those that explain themselves from mistakes of ours", () => {
    expect(isOwn(new MrdError("truncated", "m"))).toBe(true);
    expect(isOwn(Object.assign(new Error("m"), { code: "ENOSPC" }))).toBe(false);
    expect(isOwn(new TypeError("m"))).toBe(false);
  });
});
