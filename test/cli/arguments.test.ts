import { expect, it } from "vitest";
import { clientSteps, withoutShortEquals } from "../../src/cli/arguments.ts";
import { serve } from "../../src/cli/commands/serve.ts";

it.each<[string[], string[]]>([
  [
    ["-v", "-H=0.0.0.0", "-p=9002", "-l="],
    ["-v", "-H", "0.0.0.0", "-p", "9002", "-l", ""],
  ],
  [
    ["--port=9002", "-p9002", "-P", "a=1", "x=1", "-", "--"],
    ["--port=9002", "-p9002", "-P", "a=1", "x=1", "-", "--"],
  ],
  [["-P=trigger=none"], ["-P", "trigger=none"]],
])("%j is %j", (args, expected) => {
  expect(withoutShortEquals(args)).toEqual(expected);
});

it.each(serve.options.filter(({ required }) => required).map((option) => [option.long!, option] as const))(
  "an empty %s is refused: a script may not have set its variable",
  (_, option) => {
    const before = Array.isArray(option.defaultValue) ? [] : undefined;
    const parse = option.parseArg as (text: string, before: unknown) => unknown;
    for (const text of ["", " "]) expect(() => parse(text, before)).toThrow();
  },
);

it("--client-steps lists steps, and addresses for external only", () => {
  const parse = (text: string) => clientSteps().parseArg!(text, undefined as never);
  expect(parse("bart, external=10.0.0.7:9002,external=[::1]:9003,save")).toEqual({
    steps: ["bart", "external", "save"],
    addresses: ["10.0.0.7:9002", "[::1]:9003"],
  });
  for (const text of ["external", "bart=a:1", "", "external=a", "../x"])
    expect(() => parse(text)).toThrow(/^It must|^ext/);
});
