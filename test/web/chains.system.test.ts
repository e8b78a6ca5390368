import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, launchBrowser, noBrowser, openPage, screenshot } from "../support/browser.ts";
import { larmor, type RunningServer } from "../support/cli.ts";
import { writeEndlessGadget } from "../support/endless-gadget.ts";
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
    mkdirSync(join(folder, "gadgets"));
    writeEndlessGadget(join(folder, "gadgets"));
    writeFileSync(join(own, "endless.yaml"), "description: Never ends.\nchain: [endless]\n");
    writeFileSync(join(folder, "data", "broken.h5"), "not HDF5");
    await larmor(["phantom", "-C", "-o", "data/scan.h5", "--matrix", "64"], folder);
    [browser, server] = await Promise.all([
      launchBrowser(),
      servePage(
        "--edit",
        "--data",
        join(folder, "data"),
        "--pipelines",
        own,
        "--gadgets",
        join(folder, "gadgets"),
        "--threads",
        "1",
      ),
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
    await eventually(() => list.getByRole("link").first().textContent()).toContain("endless");
    await eventually(() => page.locator(".steps tbody tr").count()).toBeGreaterThan(5);
    await list.getByRole("searchbox").fill("spiral");
    await eventually(() => list.getByRole("link").count()).toBeLessThan(5);
    await eventually(() => page.title()).toBe("cartesian · Chains · Larmor");
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

  it("completes gadgets, and saves a new chain and a changed one, but not over another change", async () => {
    const { page, context, problems } = await open("mine/text");
    const line = (text: string) => page.locator(".cm-line", { hasText: text });
    await line("- extract").click();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.keyboard.type("- auto-sc");
    await page.getByRole("option", { name: /^auto-scale/ }).waitFor();
    await page.waitForTimeout(200); // CodeMirror ignores Enter for some time after the list appeared
    await screenshot(page, "chains-completion");
    await page.keyboard.press("Enter");
    await line("- auto-scale").waitFor();
    await page.getByText("No problems.").waitFor();
    await page.keyboard.press("Control+s");
    await page.getByText("Saved.").waitFor();
    expect(readFileSync(ownFile, "utf8")).toBe(`${ownChain.trimEnd()}\n  - auto-scale\n`);

    writeFileSync(ownFile, ownChain);
    await page.keyboard.type(" # more");
    await page.keyboard.press("Control+s");
    await page.getByText("'mine' was changed on the disk since it was opened").waitFor();
    expect(readFileSync(ownFile, "utf8")).toBe(ownChain);
    await page.getByLabel("Name").fill("second");
    await page.getByRole("button", { name: "Save as a new chain" }).click();
    await page.getByRole("heading", { name: "second" }).waitFor();
    expect(readFileSync(join(own, "second.yaml"), "utf8")).toContain("- auto-scale # more");
    expect(problems.filter((text) => !text.includes("409"))).toEqual([]);
    await context.close();
  });

  it("runs a chain twice with different parameters, and compares the images", async () => {
    const { page, context, problems } = await open("mine/run");
    await page.getByLabel("File").selectOption("scan.h5");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.locator(".run.done").first().waitFor();
    await page.getByLabel("method").fill("sum");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText("'method' is \"sum\"; it must be one of").waitFor();
    await page.getByLabel("method").fill("adaptive");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.locator(".run.done").nth(1).waitFor();
    await page.getByText("method = adaptive").waitFor();
    await screenshot(page, "chains-runs");
    await page.getByRole("button", { name: /^Compare/ }).click();
    await page.locator("canvas").nth(1).waitFor();
    await screenshot(page, "chains-compared");
    expect(problems.filter((text) => !text.includes("400"))).toEqual([]);
    await context.close();
  });

  it("cancels a run, and the next one starts; shows why one failed", async () => {
    const { page, context, problems } = await open("endless/run");
    await page.getByLabel("File").selectOption("scan.h5");
    const run = page.getByRole("button", { name: "Run", exact: true });
    await run.click();
    await page.locator(".run.running").waitFor();
    await run.click();
    await page.locator(".run.waiting").waitFor();
    await page.locator(".run.running").getByRole("button", { name: "Cancel" }).click();
    await page.locator(".run.cancelled").waitFor();
    await page.locator(".run.running").getByRole("button", { name: "Cancel" }).click();
    await page.locator(".run.cancelled").nth(1).waitFor();

    await page.goto(`${server.address}#/chains/epi/run`);
    await page.getByLabel("File").selectOption("broken.h5");
    await run.click();
    await page.locator(".run.failed .failure").waitFor();
    await eventually(() => page.locator(".run.failed .failure").textContent()).toContain("broken.h5");
    await screenshot(page, "chains-failed");
    expect(problems).toEqual([]);
    await context.close();
  });

  it("opens a file of the folder of data", async () => {
    const { page, context, problems } = await openPage(browser, `${server.address}#/files`);
    await page.getByRole("button", { name: "scan.h5" }).click();
    await page.getByRole("heading", { name: "scan.h5" }).first().waitFor();
    await screenshot(page, "files-of-a-folder");
    expect(problems).toEqual([]);
    await context.close();
  });
});

it("serves neither files nor chains without --data and --edit", async () => {
  const server = await servePage();
  try {
    const get = async (path: string) => fetch(new URL(path, server.address));
    expect(await (await get("/api/about")).json()).toMatchObject({ areas: ["sessions"], data: false });
    for (const path of ["chains", "chains/cartesian", "gadgets", "jobs", "data", "files"])
      expect((await get(`/api/${path}`)).status).toBe(404);
  } finally {
    server.process.kill();
  }
});

it("needs a token with --edit, which the server chooses and logs", async () => {
  const server = await servePage("--edit");
  try {
    const { origin, searchParams } = new URL(server.address);
    const post = (headers: Record<string, string>) =>
      fetch(`${origin}/api/chains/check`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ name: "x", text: "" }),
      });
    const authorization = `Bearer ${searchParams.get("token")}`;
    expect((await post({})).status).toBe(401);
    expect((await post({ authorization })).status).toBe(200);
    expect((await post({ authorization, origin: "http://example.org" })).status).toBe(403);
    expect((await post({ authorization, "content-type": "text/plain" })).status).toBe(415);
  } finally {
    server.process.kill();
  }
});

it.each([
  [["--edit"], "--edit is for the page of --http"],
  [["--data", "."], "--data is for the page of --http"],
  [["--edit", "--http", "0.0.0.0:0"], "needs --http-token"],
])("is not started with %j", async (options, message) => {
  const { status, stderr } = await larmor(["serve", "-p", "0", ...options], tmpdir());
  expect(status).not.toBe(0);
  expect(stderr).toContain(message);
});
