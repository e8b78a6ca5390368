import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser, openPage, screenshot } from "../support/browser.ts";
import { larmor } from "../support/cli.ts";
import { withReason } from "../support/peers.ts";
import { type RunningViewer, viewFilesOf } from "../support/viewer.ts";

describe.skipIf(noBrowser)(withReason("images in the viewer", noBrowser), () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-web-"));
  let browser: Browser;
  let viewer: RunningViewer;

  beforeAll(async () => {
    await larmor(["phantom", "-o", "scan.h5", "--repetitions", "4", "--matrix", "64"], folder);
    await larmor(["run", "scan.h5", "-c", "cartesian", "-o", "images.h5"], folder);
    [browser, viewer] = await Promise.all([launchBrowser(), viewFilesOf(join(folder, "images.h5"))]);
  });
  afterAll(async () => {
    viewer.process.kill();
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it("shows the first series, and the next image by a key", async () => {
    const { page, context, problems } = await openPage(browser, viewer.address);
    await page.locator("canvas").waitFor();
    await page.locator(".series").press("ArrowRight");
    await page.getByText("image 1 of 4").waitFor();
    await screenshot(page, "image");
    expect(problems).toEqual([]);
    await context.close();
  });

  it("answers neither requests without the token, nor those of other pages", async () => {
    const { origin, search } = new URL(viewer.address);
    const status = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(`${origin}${path}`, { headers })).status;
    expect(await status("/")).toBe(401);
    expect(await status("/api/files?token=0123456789abcdef0123456789abcdef")).toBe(401);
    expect(await status(`/api/files${search}`)).toBe(200);
    expect(await status(`/api/files${search}`, { origin: "http://example.org" })).toBe(403);
  });
});
