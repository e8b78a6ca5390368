import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { authorFrames, authorStack, withAuthorPlace, withAuthorStack } from "../../src/chain/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

function errorWith(...frames: string[]): Error {
  const error = new Error("of mine");
  error.stack = ["Error: of mine", ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return error;
}

describe("the place of an error in the author's own code", () => {
  it.each([
    ["first", ["blur (/home/me/gadgets/throws.ts:13:46)"], "throws.ts:13:46"],
    ["after Node's", ["node:internal/process/task_queues:95:5", "/home/me/throws.ts:13:46"], "throws.ts:13:46"],
    ["after Larmor's", [`fft (${root}dist/src/chunks/fft.js:1:2)`, "async file:///a/throws.js:3:4"], "throws.js:3:4"],
    ["after Larmor's source", [`${root}src/numerics/fft.ts:1:2`, "x (/a (1)/throws.ts:3:4)"], "throws.ts:3:4"],
    ["after that of a package", ["/a/node_modules/rxjs/dist/map.js:1:2", "Object.next (/a/b.ts:3:4)"], "b.ts:3:4"],
    ["in a package of gadgets", ["/a/node_modules/@me/larmor-gadget-b/index.js:3:4"], "index.js:3:4"],
    ["in a checkout", [`${root}gadgets/images/invert.ts:1:2`, `${root}gadgets/mine.ts:3:4`], "mine.ts:3:4"],
  ])("is that of its frame: %s", (_, frames, place) => {
    expect(withAuthorPlace("of mine", errorWith(...frames))).toBe(`of mine (${place})`);
  });

  it.each([
    [
      "without such a frame",
      errorWith("node:internal/timers:1:2", "/a/node_modules/larmor-gadget-b/node_modules/c/d.js:1:2"),
    ],
    ["without a stack", "a text"],
  ])("is unknown %s", (_, thrown) => {
    expect(withAuthorPlace("of mine", thrown)).toBe("of mine");
  });
});

describe("the stack of an error", () => {
  const frames = [`a (${root}src/chain/run/driver.ts:1:2)`, "b (/a/b.ts:3:4)", "/a/node_modules/rxjs/x.js:1:2"];

  it("is cut to the author's frames, and those of its causes", () => {
    const error = errorWith(...frames);
    expect(authorStack(error.stack!)).toBe("Error: of mine\n    at b (/a/b.ts:3:4)");
    expect(authorFrames(error)).toEqual(["    at b (/a/b.ts:3:4)"]);
    const outer = Object.assign(errorWith(...frames), { cause: error });
    expect(withAuthorStack(outer)).toMatchObject({
      stack: "Error: of mine\n    at b (/a/b.ts:3:4)",
      cause: { message: "of mine", stack: "Error: of mine\n    at b (/a/b.ts:3:4)" },
    });
  });

  it("remains as it is if the author has no frame in it", () => {
    const { stack } = errorWith(frames[0]!);
    expect(authorStack(stack!)).toBe(stack);
  });
});
