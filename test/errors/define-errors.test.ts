import { describe, expect, it } from "vitest";
import { codeOf, declareErrors, defineErrors, errorDefinition, isOwn } from "../../src/errors/index.ts";

const texts = { meaning: "There is none.", remedy: "Make one." };

class GrappaError extends defineErrors("grappa", { "no-calibration": texts, "no-kernel": texts }) {}

describe("an error whose code is declared", () => {
  it("has family, code, message and cause", () => {
    const cause = new TypeError("inner");
    const error = new GrappaError("no-calibration", "slice 3 has no calibration lines", { cause });
    expect(error).toBeInstanceOf(GrappaError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ family: "grappa", code: "no-calibration", cause });
    expect(String(error)).toBe("GrappaError: slice 3 has no calibration lines");
    expect(error.stack).toMatch(/^GrappaError: slice 3 .*\n +at .*define-errors\.test\.ts/);
    expect(codeOf(error)).toBe("grappa/no-calibration");
    expect(isOwn(error)).toBe(true);
    expect(errorDefinition("grappa/no-calibration")).toBe(texts);
  });

  it("shows nothing but its code among its own properties", () => {
    expect(Object.keys(new GrappaError("no-kernel", "m"))).toEqual(["code"]);
  });

  it("is called after its family", () => {
    const errors = defineErrors("coil-maps", { none: texts });
    expect(errors.name).toBe("CoilMapsError");
    expect(new errors("none", "m").name).toBe("CoilMapsError");
  });

  it("can have a subclass for some of its codes", () => {
    class KernelError extends GrappaError {
      override readonly name = "KernelError";
    }
    const error = new KernelError("no-kernel", "m");
    expect(error.name).toBe("KernelError");
    expect(codeOf(error)).toBe("grappa/no-kernel");
  });
});

describe("a family of errors", () => {
  it("can be declared in several places", () => {
    declareErrors("grappa", { "bad-acceleration": texts });
    declareErrors("grappa", { "no-kernel": { ...texts } }); // as a module that is loaded twice does
    expect(errorDefinition("grappa/no-kernel")).toEqual(texts);
    expect(errorDefinition("grappa/bad-acceleration")).toEqual(texts);
  });

  it("has one meaning for each code", () => {
    expect(() => declareErrors("grappa", { "no-kernel": { ...texts, meaning: "Another." } })).toThrow(
      "the error code 'grappa/no-kernel' is declared twice: choose another family or code",
    );
  });

  it.each(["Grappa", "grappa/2", "", "-"])("can't be named '%s', nor can its codes", (name) => {
    expect(() => declareErrors(name, {})).toThrow(/use kebab-case/);
    expect(() => declareErrors("grappa", { [name]: texts })).toThrow(/use kebab-case/);
  });
});
