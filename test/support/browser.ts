import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { hasCommand } from "./peers.ts";

/** Why tests in a browser must be skipped. */
export const noBrowser = hasCommand("chromium") ? undefined : "chromium is not installed";

/** Pictures of the page that the tests take, to look at; git ignores them. */
const screenshots = new URL("../../screenshots/", import.meta.url).pathname;

/** Starts Debian's Chromium without a window. The caller must close it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** A page that records what it must not do: fail, log errors, or request anything of another server. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything that went wrong so far. */
  readonly problems: readonly string[];
}

/** Opens an address in a context of its own: no cookies, 1280 × 800. */
export async function openPage(
  browser: Browser,
  address: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const { origin } = new URL(address);
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    const own = [`${origin}/`, `${origin.replace("http", "ws")}/`, "data:", "blob:"];
    if (!own.some((start) => url.startsWith(start))) problems.push(`request to ${url}`);
  });
  await page.goto(address);
  return { page, context, problems };
}

/** Takes a picture of the page. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}

/** Expects what a value of the page becomes, however busy the machine is: a page changes in steps. */
export function eventually<T>(value: () => T, options: { readonly interval?: number } = {}) {
  return expect.poll(value, { timeout: 15_000, ...options });
}
