import { describe, expect, it } from "vitest";
import { CenterCheck } from "../../../src/recon/checks/center-check.ts";

/** Lines whose energy falls off from a peak. */
function checkOf(lines: Iterable<number>, peak: number): CenterCheck {
  const check = new CenterCheck();
  for (const line of lines) check.add(line, 1 / (1 + (line - peak) ** 2));
  return check;
}
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe("CenterCheck", () => {
  it("has found the strongest line when it is between others, of half of the axis", () => {
    const check = checkOf(range(0, 63), 32);
    expect([check.strongest, check.isFound(64)]).toEqual([32, true]);
    const accelerated = checkOf([...range(0, 31).map((i) => 2 * i), 33], 32);
    expect(accelerated.isFound(64)).toBe(true);
  });

  it.each<[string, CenterCheck]>([
    ["at an edge of what came", checkOf(range(0, 40), 40)],
    ["among few lines", checkOf(range(24, 40), 32)],
    ["not there, as in a slice without signal", checkOf([], 0)],
  ])("has not found a strongest line that is %s", (_, check) => {
    expect(check.isFound(64)).toBe(false);
  });

  it("looks for none along a short axis", () => {
    expect(checkOf([0], 0).isFound(1)).toBe(true);
  });
});
