import { expect, it } from "vitest";
import { counted } from "../../src/text/index.ts";

it.each([
  [0, "0 images"],
  [1, "1 image"],
  [2, "2 images"],
])("%d has its noun in the right number", (count, expected) => expect(counted(count, "image")).toBe(expected));

it("takes an irregular plural", () => expect(counted(2, "matrix", "matrices")).toBe("2 matrices"));
