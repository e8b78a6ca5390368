import { map } from "rxjs";
import Type from "typebox";
import { describe, expect, it } from "vitest";
import { snippetOf, worksByName } from "../../src/chain/text/step-snippets.ts";
import { defineGadget } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";

/** A gadget that needs one of its parameters. */
function needing(examples: { readonly path?: string[]; readonly words?: string[][] }, shorthand = false) {
  return defineGadget({
    name: "load",
    summary: "Load a file.",
    in: ["image"],
    out: ["image"],
    parameters: {
      path: Type.String({ default: "", shorthand, examples: examples.path, description: "Path." }),
      words: Type.Array(Type.String(), { default: [], examples: examples.words, description: "Words." }),
    },
    validate({ path, words }) {
      if (path === "throws") throw new Error("a bug");
      return path === "" && words.length === 0 ? "set 'path' or 'words'" : undefined;
    },
    create: () => map((image: Image) => image),
  });
}

describe("the completion of a gadget that refuses its defaults", () => {
  it.each([
    ["its first valid example", { path: ["", "throws", "a.h5"], words: [["b"]] }, false, `load: { path: \${1:a.h5} }`],
    ["the value alone, for a shorthand", { path: ["a.h5"] }, true, `load: \${1:a.h5}`],
    [
      "a list, and characters with a meaning in snippets",
      { words: [["{in}", "$x"]] },
      false,
      `load: { words: \${1:["{in\\}","\\$x"]} }`,
    ],
    ["room for the parameters, without an example", {}, false, "load: { $1 }"],
  ])("has %s", (_, examples, shorthand, bodyText) => {
    const gadget = needing(examples, shorthand);
    expect(worksByName(gadget)).toBe(false);
    expect(snippetOf(gadget)).toEqual({ label: "load", description: "Load a file.", bodyText });
  });
});
