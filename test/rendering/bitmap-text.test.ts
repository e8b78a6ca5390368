import { describe, expect, it } from "vitest";
import { ADVANCE, type Canvas, LEADING, writeLines } from "../../src/rendering/index.ts";

const canvasOf = (width: number, height: number): Canvas => ({
  width,
  height,
  pixels: new Float32Array(width * height),
});
/** A picture drawn with characters. */
const drawn = ({ width, height, pixels }: Canvas) =>
  Array.from({ length: height }, (_, y) =>
    Array.from(pixels.subarray(y * width, (y + 1) * width), (value) => (value > 0 ? "#" : ".")).join(""),
  );

describe("writeLines", () => {
  it("draws legible letters", () => {
    const canvas = canvasOf(3 * ADVANCE, LEADING);
    writeLines(canvas, ["F4g"], { x: 0, y: 0, scale: 1 }, 7);
    expect(drawn(canvas)).toEqual([
      "#####....#........",
      "#.......##...####.",
      "#......#.#..#...#.",
      "####..#..#..#...#.",
      "#.....#####..####.",
      "#........#......#.",
      "#........#...###..",
      "..................",
      "..................",
      "..................",
    ]);
    expect(new Set(canvas.pixels)).toEqual(new Set([0, 7]));
  });

  it("has a different drawing for each ASCII character", () => {
    const all = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    const pictures = [...all, "é"].map((character) => {
      const canvas = canvasOf(ADVANCE, LEADING);
      writeLines(canvas, [character], { x: 0, y: 0, scale: 1 }, 1);
      return drawn(canvas).join("\n");
    });
    expect(new Set(pictures).size).toBe(96);
    expect(pictures[0]).not.toContain("#");
  });

  it("scales, places line below line, and cuts off what is outside", () => {
    const canvas = canvasOf(10, 24);
    writeLines(canvas, ["", "-----"], { x: 1, y: 2, scale: 2 }, 1);
    const rows = drawn(canvas);
    const bar = 2 + 2 * (LEADING + 3);
    for (const [y, row] of rows.entries()) expect(row).toBe(y === bar || y === bar + 1 ? ".#########" : "..........");
  });
});
