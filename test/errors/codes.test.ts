import { describe, expect, it } from "vitest";
import { type Chain, StepError } from "../../src/chain/index.ts";
import { codeOf, type ErrorClass, isOwn, plainError } from "../../src/errors/index.ts";
import { StorageError } from "../../src/formats/mrd-hdf5/index.ts";
import { GadgetError } from "../../src/gadget-api/index.ts";
import { MrdError } from "../../src/mrd/index.ts";
import { NotPositiveDefiniteError } from "../../src/numerics/linalg/index.ts";

const place = { path: [0], place: "cartesian.yaml:2:3" };
const step = (cause: unknown) => new StepError({ name: "cartesian" } as Chain, place, "fft", undefined, cause);

/** An error as it arrives from another thread. */
const sent = (thrown: unknown) => {
  const plain = structuredClone(plainError(thrown));
  return Object.assign(new Error(plain.message), plain);
};

/** The classes as untyped code sees them. */
const Untyped = { GadgetError, MrdError } as unknown as Record<"GadgetError" | "MrdError", ErrorClass<string>>;

describe("the code of an error", () => {
  it.each([
    [new MrdError("truncated", "m"), "mrd/truncated"],
    [new NotPositiveDefiniteError(0, 0, 0), "numerics/not-positive-definite"],
    [new Untyped.GadgetError("third-party", "m"), "gadget/third-party"],
    [new Untyped.MrdError("not-declared", "m"), "larmor/internal"],
    [sent(new StorageError("not-found", "m")), "storage/not-found"],
    [sent(new NotPositiveDefiniteError(0, 0, 0)), "numerics/not-positive-definite"],
    [sent(Object.assign(new Error("m"), { code: "ENOSPC" })), "system/ENOSPC"],
    [sent("thrown"), "larmor/internal"],
    // From a module that only the other thread has loaded.
    [{ family: "of-a-worker", code: "no-kernel" }, "of-a-worker/no-kernel"],
    [step(new MrdError("truncated", "m")), "mrd/truncated"],
    [step(step(new GadgetError("no-coil", "m"))), "gadget/no-coil"],
    [step(new TypeError("m")), "chain/step-failed"],
    [Object.assign(new Error("m"), { code: "ENOSPC" }), "system/ENOSPC"],
    [step(Object.assign(new Error("m"), { code: "ENOSPC" })), "system/ENOSPC"],
    [Object.assign(new Error("m"), { code: "ERR_INVALID_ARG_TYPE" }), "larmor/internal"],
    [new Untyped.GadgetError("no]\ncode", "m"), "larmor/internal"],
    [{ family: "no]\nfamily", code: "x" }, "larmor/internal"],
    [{ family: "IPv4", code: "x" }, "larmor/internal"],
    [Object.assign(new Error("m"), { name: "constructor", code: "x" }), "larmor/internal"],
    [new TypeError("m"), "larmor/internal"],
    ["thrown", "larmor/internal"],
    [undefined, "larmor/internal"],
  ])("%o", (error, code) => {
    expect(codeOf(error)).toBe(code);
  });

  it("distinguishes declared errors from internal ones", () => {
    expect(isOwn(new MrdError("truncated", "m"))).toBe(true);
    expect(isOwn(Object.assign(new Error("m"), { code: "ENOSPC" }))).toBe(false);
    expect(isOwn(new TypeError("m"))).toBe(false);
  });
});
