// The page of `larmor view` in Debian's Chromium: how soon the first image is shown, and how many frames per second it
// keeps while images are scrolled and their window changes. The goals are 300 ms and 50 frames per second.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hasCommand } from "../test/support/peers.ts";
import { viewFilesOf } from "../test/support/viewer.ts";
import { writeLargeSeries } from "../test/web/image-files.ts";
import type { Figure, Setting } from "./bench.ts";

const [FIRST_IMAGE_MS, FRAMES_PER_SECOND] = [300, 50];

interface Measured {
  readonly firstImagesMs: readonly number[];
  /** Intervals between frames, in ms. */
  readonly idle: readonly number[];
  readonly scrolled: readonly number[];
  readonly windowed: readonly number[];
}

export async function viewer({ folder, rounds }: Setting): Promise<Figure[]> {
  if (!hasCommand("chromium")) {
    console.log("the viewer is not measured: chromium is not installed");
    return [];
  }
  const small = await writeLargeSeries(join(folder, "small.h5"), 100, 256);
  const large = await writeLargeSeries(join(folder, "large.h5"), 100, 512);
  const running = await viewFilesOf(small, large);
  try {
    const script = fileURLToPath(new URL("viewer-page.mjs", import.meta.url));
    const text = execFileSync(process.execPath, [script, running.address, String(rounds)], { encoding: "utf8" });
    const { firstImagesMs, idle, scrolled, windowed } = JSON.parse(text) as Measured;
    const first = median(firstImagesMs);
    return [
      { name: "first image, 256² × 100", larmor: first, unit: "ms", ratio: FIRST_IMAGE_MS / first },
      ...rates("still image", idle),
      ...rates("scrolling, 512²", scrolled),
      ...rates("window and level, 512²", windowed),
    ];
  } finally {
    running.process.kill();
  }
}

/** The mean rate, and that of the slowest of 100 frames. */
function rates(name: string, intervals: readonly number[]): Figure[] {
  const sorted = intervals.toSorted((a, b) => a - b);
  const mean = (1000 * intervals.length) / intervals.reduce((sum, each) => sum + each, 0);
  const slowest = 1000 / sorted[Math.floor(0.99 * (sorted.length - 1))]!;
  return [
    { name, larmor: mean, unit: "frames/s", ratio: mean / FRAMES_PER_SECOND },
    { name: `${name}, 99 % of frames above`, larmor: slowest, unit: "frames/s", ratio: slowest / FRAMES_PER_SECOND },
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
