import { map } from "rxjs";
import { describe, expect, it } from "vitest";
import { defineGadget } from "../../src/gadget-api/index.ts";

const valid = {
  name: "blur",
  summary: "Blur.",
  in: ["image"],
  out: ["image"],
  parameters: {},
  create: () => map((message: unknown) => message),
};
const define = (changes: object) => defineGadget({ ...valid, ...changes } as never);

describe("defineGadget", () => {
  it.each([
    [
      { in: ["images"] },
      "'images' in `in` of gadget 'blur' is not a kind of message; did you mean 'image'? There are: acquisition, ",
    ],
    [
      { out: ["volume"] },
      "'volume' in `out` of gadget 'blur' is not a kind of message; there are: acquisition, waveform, ",
    ],
    [{ in: "image" }, "gadget 'blur' needs a list as 'in': write `in: [\"image\"]`"],
    [{ parameters: undefined }, "gadget 'blur' has no 'parameters': write `parameters: {}`"],
    [{ parameters: null }, "gadget 'blur' needs an object as 'parameters': write `parameters: {}`"],
    [{ summary: undefined }, "gadget 'blur' has no 'summary': write `summary: \"One sentence.\"`"],
    [{ create: undefined }, "gadget 'blur' has no 'create': write `create: "],
    [{ name: undefined }, "the gadget has no 'name': write `name: \"my-filter\"`"],
  ])("refuses %j, and says what to write", (changes, message) => {
    expect(() => define(changes)).toThrow(message);
  });

  it("refuses what is not an object", () => {
    expect(() => defineGadget(undefined as never)).toThrow("defineGadget({ … }) needs an object");
    expect(define({})).toMatchObject({ name: "blur" });
  });
});
