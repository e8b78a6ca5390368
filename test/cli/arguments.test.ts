import { expect, it } from "vitest";
import { withoutShortEquals } from "../../src/cli/arguments.ts";

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
