import { describe, expect, it } from "vitest";
import { ParameterError, withParameters } from "../../src/chain/text/index.ts";
import { compileWith, passing, problemsOf } from "../support/chains.ts";
import { library } from "../support/session.ts";

/** As JSON contains it: calls of its methods fail. */
const hostile: unknown = JSON.parse('{"toString": 1, "valueOf": 2, "toJSON": 3, "length": -1}');
const hostileValues: readonly unknown[] = [hostile, [hostile], { a: hostile }, [[[hostile]]], null, [], {}];

describe("a value that is not of the kind of a parameter", () => {
  it("is refused by each parameter of each built-in chain, or accepted, but never converted", async () => {
    for (const name of await library.names()) {
      const chain = await library.find(name);
      for (const parameter of Object.keys(chain.parameters)) {
        for (const value of hostileValues) {
          try {
            withParameters(chain, { [parameter]: value });
          } catch (error) {
            expect(error, `${name}, ${parameter}`).toBeInstanceOf(ParameterError);
          }
        }
      }
    }
  });

  const choice = "choose: { parameter: p, branches: { x: [invert] } }";

  it("selects no branch", async () => {
    const text = `description: d\nparameters: { p: { default: x, description: d } }\nchain: [${choice}]`;
    const chain = await compileWith([passing("invert")], text);
    for (const value of hostileValues) {
      expect(() => withParameters(chain, { p: value })).toThrow(/'p' is .*; it must be one of x$/);
    }
  });

  it("selects no branch as a default either", async () => {
    const text = `description: d\nparameters: { p: { default: { toString: 1 }, description: d } }\nchain: [${choice}]`;
    expect(await problemsOf([passing("invert")], text)).toEqual([
      expect.stringMatching(/the default of 'p' cannot select a branch/),
    ]);
  });
});

describe("the limits of a chain's parameter", () => {
  const text = (limits: string) =>
    `description: d\nparameters: { p: { default: 5, ${limits}, description: d } }\nchain: [number-series: { first: $p }]`;
  const compile = (limits: string) => library.compile(text(limits));

  it("apply to numbers and their texts", async () => {
    const chain = await compile("minimum: 1, maximum: 10");
    for (const p of [1, 10, "7"]) expect(() => withParameters(chain, { p })).not.toThrow();
    expect(() => withParameters(chain, { p: 1e9 })).toThrow(
      "parameters of chain CONFIG_TEXT: 'p' is 1000000000; it must be at most 10",
    );
    expect(() => withParameters(chain, { p: "0" })).toThrow("'p' is \"0\"; it must be at least 1");
    for (const p of ["1e", "NaN", "", true, [3], hostile])
      expect(() => withParameters(chain, { p })).toThrow(/'p' is .*; it must be a/);
  });

  it("apply to the iterations of BART", async () => {
    const chain = await library.find("bart-pics");
    expect(() => withParameters(chain, { iterations: 1e9 })).toThrow("'iterations' is 1000000000; it must be at most");
    expect(() => withParameters(chain, { iterations: "100" })).not.toThrow();
  });
});

describe("a client's list", () => {
  it("is refused if it is too long, before any step sees it", async () => {
    const chain = await library.find("bart-pics");
    const long = Array.from({ length: 20_000 }, (_, i) => `i${i}`);
    for (const value of [long, long.join(",")]) {
      expect(() => withParameters(chain, { images: value })).toThrow(
        "parameters of chain bart-pics: 'images' has more than 10000 values",
      );
    }
  });

  it("has its first mistakes listed, and the number of the others", async () => {
    const chain = await library.find("bart-pics");
    const images = Array.from({ length: 1000 }, (_, i) => `i${i}`);
    const message = String(
      (() => {
        try {
          return withParameters(chain, { images });
        } catch (error) {
          return error;
        }
      })(),
    );
    expect(message.split("\n")).toHaveLength(51);
    expect(message).toMatch(/\n… and 950 more mistakes$/);
  });
});
