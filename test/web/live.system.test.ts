import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, launchBrowser, noBrowser, openPage, screenshot } from "../support/browser.ts";
import { larmor, type RunningServer, serve } from "../support/cli.ts";
import { withReason } from "../support/peers.ts";

describe.skipIf(noBrowser)(withReason("the live page", noBrowser), () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-live-page-"));
  let browser: Browser;
  let server: RunningServer;

  beforeAll(async () => {
    const phantom = ["phantom", "-m", "128", "-c", "8", "-r", "24", "--noise-calibration", "-o", "scan.h5"];
    await larmor(phantom, folder);
    browser = await launchBrowser();
  });
  afterEach(() => {
    server.process.kill("SIGKILL");
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function started(...args: string[]): Promise<string> {
    server = await serve("--http", "127.0.0.1:0", ...args);
    return (await server.logged(/browsers is at (http:\S+?)"/))[1]!;
  }
  const send = (chain: string) =>
    larmor(["send", "scan.h5", "-p", String(server.port), "-c", chain, "-o", "out.h5"], folder);
  const session = (page: Page, number: number) => page.getByRole("article", { name: `session ${number}` });

  it("says what to do without sessions, and then shows each that starts, while it runs", async () => {
    const { page, context, problems } = await openPage(browser, await started());
    await page.getByText("No sessions yet").waitFor();
    await page.getByText("not ready").waitFor({ state: "hidden" });
    await screenshot(page, "live-empty");
    const sending = send("cartesian");
    await page.locator(".live-stage canvas").waitFor();
    await page.locator(".live-step", { hasText: "noise-adjust" }).waitFor();
    await screenshot(page, "live-running");
    expect((await sending).status).toBe(0);
    await session(page, 1).getByText("done ·").waitFor();
    await page.getByText("3,072 of 3,072").waitFor();
    await page.getByText("noise of 8 coils").waitFor();
    await screenshot(page, "live-done");
    await eventually(() => page.locator(".live-strip canvas").count()).toBeGreaterThan(1);
    expect(problems).toEqual([]);
    await context.close();
  });

  it("explains why a session failed, by the keyboard too", async () => {
    const { page, context, problems } = await openPage(browser, await started(), { colorScheme: "dark" });
    expect((await send("nothing")).status).toBe(1);
    const alert = page.getByRole("alert");
    await alert.getByText("chain/unknown").first().waitFor();
    await page.locator(".live-remedy").waitFor();
    expect((await send("cartesian")).status).toBe(0);
    await session(page, 2).waitFor();
    await page.getByRole("navigation", { name: "sessions" }).getByRole("link").first().press("ArrowDown");
    await session(page, 1).waitFor();
    await page.getByLabel("lines from this level on").selectOption("error");
    await page.locator(".live-log li.error").first().waitFor();
    await screenshot(page, "live-failed");
    expect(problems).toEqual([]);
    await context.close();
  });

  it("goes on after the server was restarted on the same port", async () => {
    const address = await started();
    const { page, context } = await openPage(browser, address, { viewport: { width: 820, height: 1180 } });
    await page.getByText("No sessions yet").waitFor();
    const exited = once(server.process, "exit");
    server.process.kill("SIGKILL");
    await exited;
    await page.getByText("connecting again").waitFor();
    server = await serve("--http", new URL(address).host);
    await page.getByText("connecting again").waitFor({ state: "hidden" });
    expect((await send("cartesian")).status).toBe(0);
    await session(page, 1).getByText("done ·").waitFor();
    await screenshot(page, "live-tablet");
    await context.close();
  });
});
