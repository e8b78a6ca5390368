import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, noBrowser, openPage, screenshot } from "../support/browser.ts";
import { larmor, type RunningServer } from "../support/cli.ts";
import { withReason } from "../support/peers.ts";
import { servePage } from "../support/viewer.ts";

const ownChain = `description: Magnitude images, cropped.
parameters:
  method:
    default: rss
    description: How coils are combined.
chain:
  - accumulate
  - to-buffer
  - fft
  - coil-combine:
      method: $method
  - extract
`;

describe.skipIf(noBrowser)(withReason("chains in the browser", noBrowser), { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-web-chains-"));
  const own = join(folder, "own");
  const ownFile = join(own, "mine.yaml");
  let browser: Browser;
  let server: RunningServer & { readonly address: string };

  beforeAll(async () => {
    mkdirSync(own);
    mkdirSync(join(folder, "data"));
    writeFileSync(ownFile, ownChain);
    await larmor(["phantom", "-C", "-o", "data/scan.h5", "--matrix", "64"], folder);
    [browser, server] = await Promise.all([
      launchBrowser(),
      servePage("--edit", "--data", join(folder, "data"), "--pipelines", own, "--threads", "1"),
    ]);
  }, 120_000);
  afterAll(async () => {
    server.process.kill();
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  const open = async (path: string) => openPage(browser, `${server.address}#/chains/${path}`);

  it("lists and explains chains", async () => {
    const { page, context, problems } = await open("cartesian");
    await page.getByRole("heading", { name: "cartesian" }).waitFor();
    const list = page.getByRole("navigation", { name: "chains" });
    expect(await list.getByRole("link").first().textContent()).toContain("mine");
    expect(await page.locator(".steps tbody tr").count()).toBeGreaterThan(5);
    await list.getByRole("searchbox").fill("spiral");
    expect(await list.getByRole("link").count()).toBeLessThan(5);
    expect(await page.title()).toBe("cartesian · Chains · Larmor");
    await screenshot(page, "chains-explanation");
    expect(problems).toEqual([]);
    await context.close();
  });

  it("explains what happens with a file", async () => {
    const { page, context, problems } = await open("cartesian/explanation");
    await page.getByLabel("File").selectOption("scan.h5");
    await page.getByRole("button", { name: "Explain with this file" }).click();
    await page.getByText("Series 0").first().waitFor();
    await screenshot(page, "chains-explained-file");
    expect(problems).toEqual([]);
    await context.close();
  });

  it("shows problems of a text at their line and column", async () => {
    const { page, context, problems } = await open("mine/text");
    await page.locator(".cm-content").waitFor();
    await page.locator(".cm-line", { hasText: "- fft" }).click();
    await page.keyboard.press("End");
    await page.keyboard.type("x");
    await page.getByText("unknown gadget").waitFor();
    const [place, text] = await page.locator(".problems li").first().locator("span").allTextContents();
    expect([place, text]).toEqual(["9:5", "unknown gadget 'fftx'; did you mean 'fft'?"]);
    await screenshot(page, "chains-problem");
    expect(problems).toEqual([]);
    await context.close();
  });
});
