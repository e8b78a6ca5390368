import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { larmor } from "../support/cli.ts";
import { Firefox, noFirefox } from "../support/firefox.ts";
import { withReason } from "../support/peers.ts";
import { type RunningViewer, servePage, viewFilesOf } from "../support/viewer.ts";

const ARROW_RIGHT = "\uE014";

describe.skipIf(noFirefox)(withReason("the page in Firefox", noFirefox), { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-web-firefox-"));
  let firefox: Firefox;
  let viewer: RunningViewer;

  beforeAll(async () => {
    await larmor(["phantom", "-o", "scan.h5", "--repetitions", "3", "--matrix", "64"], folder);
    await larmor(["run", "scan.h5", "-c", "cartesian", "-o", "images.h5"], folder);
    [firefox, viewer] = await Promise.all([Firefox.launch(), viewFilesOf(join(folder, "images.h5"))]);
  }, 120_000);
  afterAll(async () => {
    viewer.process.kill();
    await firefox.close();
    rmSync(folder, { recursive: true });
  });

  it("shows images, and the next one by a key", async () => {
    await firefox.open(viewer.address);
    await firefox.until("document.querySelector('canvas')?.width > 0");
    await firefox.evaluate("document.querySelector('[tabindex=\"0\"][role=application], .series')?.focus()");
    const before = await firefox.evaluate("document.querySelector('main').innerText");
    await firefox.press(ARROW_RIGHT);
    await firefox.until(`document.querySelector('main').innerText !== ${JSON.stringify(before)}`);
    const { width, data } = PNG.sync.read(await firefox.screenshot("firefox-images"));
    expect(width).toBe(1280);
    expect(new Set(data).size).toBeGreaterThan(100); // grey values of an image, not a page without one
    expect(firefox.problems).toEqual([]);
  });

  it("edits chains", async () => {
    const server = await servePage("--edit");
    try {
      await firefox.open(`${server.address}#/chains/cartesian/text`);
      await firefox.until("document.querySelector('.cm-content') && document.activeElement.closest('.cm-editor')");
      await firefox.press("x");
      await firefox.until("document.querySelector('.problems li')");
      await firefox.screenshot("firefox-chains");
      expect(firefox.problems).toEqual([]);
    } finally {
      server.process.kill();
    }
  });
});
