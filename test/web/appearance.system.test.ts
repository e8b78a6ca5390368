import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityIssues } from "../support/accessibility.ts";
import { eventually, launchBrowser, noBrowser, openPage, screenshot } from "../support/browser.ts";
import { larmor, type RunningServer, serve } from "../support/cli.ts";
import { withReason } from "../support/peers.ts";
import { servePage } from "../support/viewer.ts";

const sizes = { desktop: [1280, 800], landscape: [1024, 768], portrait: [820, 1180] } as const;

describe.skipIf(noBrowser)(withReason("the page", noBrowser), { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-web-page-"));
  let browser: Browser;
  let server: RunningServer & { readonly address: string };

  beforeAll(async () => {
    mkdirSync(join(folder, "data"));
    await larmor(["phantom", "-C", "-o", "data/scan.h5", "--matrix", "128"], folder);
    await larmor(["run", "data/scan.h5", "-c", "cartesian", "-o", "data/images.h5"], folder);
    [browser, server] = await Promise.all([launchBrowser(), servePage("--edit", "--data", join(folder, "data"))]);
  }, 120_000);
  afterAll(async () => {
    server.process.kill();
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  const areas: Record<string, readonly [path: string, ready: (page: Page) => Promise<unknown>]> = {
    sessions: ["sessions", (page) => page.locator("main > *").first().waitFor()],
    images: [
      "files",
      async (page) => {
        await page.getByRole("button", { name: "images.h5" }).click();
        await page.locator("canvas").first().waitFor();
      },
    ],
    explanation: ["chains/cartesian/explanation", (page) => page.locator(".steps").waitFor()],
    text: ["chains/cartesian/text", (page) => page.locator(".cm-content").waitFor()],
    run: ["chains/cartesian/run", (page) => page.locator(".run-form").waitFor()],
  };
  const cases = Object.keys(areas).flatMap((area) =>
    Object.keys(sizes).flatMap((size) =>
      (["light", "dark"] as const).map((theme) => [area, size as keyof typeof sizes, theme] as const),
    ),
  );

  it.each(cases)("can be read and operated: %s, %s, %s", async (area, size, colorScheme) => {
    const [path, ready] = areas[area]!;
    const [width, height] = sizes[size];
    const options = { viewport: { width, height }, colorScheme, hasTouch: size !== "desktop" };
    const { page, context, problems } = await openPage(browser, `${server.address}#/${path}`, options);
    await ready(page);
    await screenshot(page, `page-${area}-${size}-${colorScheme}`);
    expect(await accessibilityIssues(page)).toEqual([]);
    expect(problems).toEqual([]);
    await context.close();
  });

  it("is operated by keys: areas, theme, help, and the way to the content", async () => {
    const { page, context, problems } = await openPage(browser, `${server.address}#/sessions`);
    await page.getByRole("link", { name: "Chains" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement?.textContent?.trim()")).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement?.tagName")).toBe("MAIN");
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keyboard" });
    await help.getByText("in the list: previous and next session").waitFor();
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "hidden" });
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.locator(".chain").waitFor();
    await eventually(() => page.title()).toBe("Chains · Larmor");
    await page.keyboard.press("?");
    await help.getByText("complete gadgets, parameters and values").waitFor();
    await screenshot(page, "page-help");
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "hidden" });
    for (const expected of ["light", "dark"]) {
      await page.keyboard.press("g");
      await page.keyboard.press("t");
      await page.getByRole("button", { name: `theme: ${expected}` }).waitFor();
    }
    await page.reload();
    await page.getByRole("button", { name: "theme: dark" }).waitFor();
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(22, 24, 27)");
    expect(problems).toEqual([]);
    await context.close();
  });

  it("says that the server does not answer, and goes on when it does", async () => {
    const first = await serve(
      "--http",
      "127.0.0.1:0",
      "--data",
      join(folder, "data"),
      "--http-token",
      "0123456789abcdef",
    );
    const [, address] = await first.logged(/the page for browsers is at (http:[^?]+)/);
    const { page, context } = await openPage(browser, `${address}?token=0123456789abcdef#/files`);
    const open = page.getByRole("button", { name: "images.h5" });
    await open.waitFor();
    first.process.kill("SIGKILL");
    await open.click();
    await page.getByText("The server does not answer. Trying again").waitFor();
    await screenshot(page, "page-connection-lost");
    const options = ["--data", join(folder, "data"), "--http-token", "0123456789abcdef"];
    const second = await serve("--http", new URL(address!).host, ...options);
    try {
      await page.getByText("The server does not answer. Trying again").waitFor({ state: "hidden" });
      await open.click();
      await page.locator("canvas").first().waitFor();
    } finally {
      second.process.kill();
    }
    await context.close();
  });
});
