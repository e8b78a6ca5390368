import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, launchBrowser, noBrowser, openPage, screenshot } from "../support/browser.ts";
import { larmor } from "../support/cli.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";
import { noSharedData, sharedData } from "../support/shared-data.ts";
import { type RunningViewer, viewFilesOf } from "../support/viewer.ts";

/** The covariance of all noise readouts, by NumPy, as lists of magnitudes of the correlation. */
const numpyNoise = `
import sys, json, h5py, numpy as np
rows = h5py.File(sys.argv[1])["dataset/data"]
noise = [r for r in rows if int(r["head"]["flags"]) & (1 << 18)]
d = np.concatenate([r["data"].astype(float).view(complex).reshape(r["head"]["active_channels"], -1) for r in noise], axis=1)
c = d.conj() @ d.T / (d.shape[1] - 1)
s = np.sqrt(np.diag(c).real)
print(json.dumps({"correlation": (abs(c) / np.outer(s, s)).tolist(), "deviation": s.tolist()}))
`;

describe.skipIf(noBrowser)(withReason("raw data in the viewer", noBrowser), () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-web-"));
  const names = ["scan.h5", "big.h5", "radial.h5", "volume.h5", "ball.h5"];
  const noNumpy = skipReason("python");
  let browser: Browser;
  let viewer: RunningViewer;

  beforeAll(async () => {
    const scan = ["--matrix", "64", "--acceleration", "2", "--calibration-width", "16", "--repetitions", "2"];
    await larmor(
      ["phantom", "-o", "scan.h5", ...scan, "--waveforms", "--noise-readouts", "3", "--correlated-noise"],
      folder,
    );
    const many = [
      "--matrix",
      "8",
      "--matrix-y",
      "500",
      "--oversampling",
      "1",
      "--repetitions",
      "250",
      "--contrasts",
      "2",
    ];
    await larmor(["phantom", "-o", "big.h5", ...many, "--coils", "1"], folder);
    await larmor(["phantom", "-o", "radial.h5", "--matrix", "32", "--trajectory", "radial"], folder);
    await larmor(["phantom", "-o", "volume.h5", "--matrix", "32", "--partitions", "12"], folder);
    const ball = ["--matrix", "16", "--partitions", "16", "--trajectory", "koosh-ball", "--coils", "1"];
    await larmor(["phantom", "-o", "ball.h5", ...ball], folder);
    const shared = noSharedData === undefined ? [fileURLToPath(new URL("raw-siemens-epi.h5", sharedData))] : [];
    browser = await launchBrowser();
    viewer = await viewFilesOf(...names.map((name) => join(folder, name)), ...shared);
  }, 240_000);
  afterAll(async () => {
    viewer.process.kill();
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function shown(view: string, file = 0, options: Parameters<typeof openPage>[2] = {}) {
    const opened = await openPage(browser, `${viewer.address}#/files/${file}/dataset/${view}`, options);
    return { ...opened, close: () => opened.context.close() };
  }

  /** The numbers of the rows in view. */
  const rowsOf = (page: Page) => page.locator(".grid tbody tr td:first-child").allTextContents();

  it("shows 250,000 readouts, and filters and sorts them", { timeout: 90_000 }, async () => {
    const { page, problems, close } = await shown("readouts", 1);
    await page.getByText("250,000 readouts", { exact: true }).waitFor({ timeout: 60_000 });
    expect((await rowsOf(page)).slice(0, 3)).toEqual(["0", "1", "2"]);
    await page.getByRole("grid").press("End");
    await page.getByText("readout 249999", { exact: true }).waitFor();
    await eventually(() => rowsOf(page)).toContain("249999");

    await page.getByLabel("filter").fill("rep=249 contrast=1 e1>497");
    await page.getByText("2 of 250,000 readouts").waitFor();
    await page.getByLabel("filter").fill("flag:lastInRepetition");
    await page.getByText(" of 250,000 readouts").waitFor();
    await page.getByLabel("filter").fill("repp=1");
    await page.getByText("readouts have no field 'repp': did you mean rep?").waitFor();
    await page.getByLabel("filter").fill("");
    await page.getByRole("button", { name: "e1", exact: true }).click();
    await page.getByRole("button", { name: "e1 ↑" }).click();
    await page.getByRole("columnheader", { name: "e1 ↓" }).waitFor();
    await page.getByRole("grid").press("Home");
    const lines = async () => new Set(await page.locator(".grid tbody tr td:nth-child(2)").allTextContents());
    await eventually(lines).toEqual(new Set(["499"]));
    await screenshot(page, "readouts");
    expect(problems).toEqual([]);
    await close();
  });

  it.skipIf(noNumpy)(withReason("plots the samples of a readout that h5py reads", noNumpy), async () => {
    const { page, problems, close } = await shown("readouts");
    await page.locator(".grid tbody tr", { hasText: "noiseMeasurement" }).first().waitFor();
    await page.getByLabel("filter").fill("row=40");
    await page.locator(".grid tbody tr", { hasText: /^40/ }).waitFor();
    const answer = page.waitForResponse((response) => response.request().postData()?.includes('"rows":[40]') === true);
    await page.locator(".grid tbody tr").first().click();
    const bytes = await (await answer).body();
    await page.getByRole("img", { name: "readout 40, magnitude" }).locator("canvas").waitFor();
    const head = bytes.readUInt32LE(0);
    const start = Math.ceil((4 + head) / 8) * 8;
    const program = `import sys, h5py; print(h5py.File(sys.argv[1])["dataset/data"][40]["data"].tobytes().hex())`;
    const expected = runPython(program, [join(folder, "scan.h5")]);
    expect(bytes.subarray(start).toString("hex").startsWith(expected.trim())).toBe(true);
    await page.getByLabel("show").selectOption("phase");
    await page.getByRole("button", { name: "coil 3" }).click();
    await page.getByLabel("in", { exact: true }).selectOption("image");
    await page.getByRole("img", { name: "readout 40, phase" }).waitFor();
    await screenshot(page, "readout-plot");
    expect(problems).toEqual([]);
    await close();
  });

  it("shows k-space, with the readout of each line", async () => {
    const { page, problems, close } = await shown("kspace");
    const picture = page.getByRole("img", { name: "k-space, e1 by sample" });
    await picture.waitFor();
    await picture.press("ArrowDown"); // to the line after the middle one
    const caption = page.locator("figcaption");
    await eventually(() => caption.textContent()).toMatch(/^sample 64, e1 33, not acquired$/);
    await picture.press("ArrowUp");
    await eventually(() => caption.textContent()).toMatch(/^sample 64, e1 32, readout \d+: \d/);
    await page.getByLabel("lines").selectOption("calibration");
    await page.getByLabel("in", { exact: true }).selectOption("image");
    await page.getByRole("img", { name: "image, e1 by sample" }).waitFor();
    await screenshot(page, "kspace");
    expect(problems).toEqual([]);
    await close();
  });

  it("shows a volume's lines and partitions at one sample", async () => {
    const { page, problems, close } = await shown("kspace", 3);
    await page.getByLabel("plane").selectOption("volume");
    await page.getByRole("img", { name: "k-space, e2 by e1" }).waitFor();
    await page.getByText("32 × 12").waitFor();
    await screenshot(page, "kspace-volume");
    expect(problems).toEqual([]);
    await close();
  });

  it("counts acquired, missing and calibration lines", async () => {
    const { page, problems, close } = await shown("sampling", 0, { colorScheme: "dark" });
    const legend = page.locator(".legend");
    // Each of 4 shots has 32 of 64 lines, and 8 more of the 16 of the calibration.
    await legend.getByText("acquired 128 of 256").waitFor();
    await eventually(() => legend.textContent()).toContain("for calibration alone 32");
    await eventually(() => legend.textContent()).toContain("missing 96");
    await screenshot(page, "sampling-dark");
    await page.getByLabel("show").selectOption("order");
    await page.getByRole("img", { name: "order of acquisition" }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("draws radial trajectories", async () => {
    const { page, problems, close } = await shown("trajectory", 2);
    await page.getByRole("img", { name: /trajectory of \d+ readouts in 2 dimensions/ }).waitFor();
    await page.locator(".figures dd", { hasText: "0.5" }).waitFor();
    await screenshot(page, "trajectory");
    expect(problems).toEqual([]);
    await close();
  });

  it("rotates trajectories in three dimensions by the mouse, by keys and to a plane", async () => {
    const { page, problems, close } = await shown("trajectory", 4);
    const drawing = page.getByRole("img", { name: /trajectory of \d+ readouts in 3 dimensions/ });
    await drawing.waitFor();
    await page.getByRole("slider").fill("0.1");
    const pixels = () => drawing.evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
    const views: string[] = [];
    const isNew = async () => {
      await eventually(async () => views.includes(await pixels())).toBe(false);
      views.push(await pixels());
    };
    await isNew();
    await drawing.press("ArrowRight");
    await isNew();
    const box = (await drawing.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 25, { steps: 3 });
    await page.mouse.up();
    await isNew();
    await screenshot(page, "trajectory-3d");
    await page.getByRole("button", { name: "ky kz" }).click();
    await isNew();
    expect(problems).toEqual([]);
    await close();
  });

  it.skipIf(noNumpy)(withReason("has the noise correlation that NumPy computes", noNumpy), async () => {
    const { page, problems, close } = await shown("noise");
    const table = page.getByRole("table", { name: "noise correlation" });
    await table.waitFor();
    const output = runPython(numpyNoise, [join(folder, "scan.h5")]);
    const expected = JSON.parse(output) as { correlation: number[][]; deviation: number[] };
    expect(await table.locator("tbody td").allTextContents()).toEqual(
      expected.correlation.flat().map((value) => value.toFixed(2)),
    );
    const levels = await page.locator(".levels tbody td:nth-child(2)").allTextContents();
    for (const [i, level] of levels.entries()) expect(Number(level)).toBeCloseTo(expected.deviation[i]!, 4);
    await screenshot(page, "noise");
    expect(problems).toEqual([]);
    await close();
  });

  it("shows maps of all coils", async () => {
    const { page, problems, close } = await shown("coils");
    await page.getByText("from 16 calibration lines around the centre").waitFor();
    await page.locator(".coil-mosaic canvas").nth(7).waitFor();
    await eventually(() => page.locator(".coil-mosaic canvas").count()).toBe(8);
    await page.getByLabel("method").selectOption("walsh");
    await page.getByLabel("show").selectOption("images");
    await page.getByRole("img", { name: "coil 7, images" }).waitFor();
    await screenshot(page, "coils");
    expect(problems).toEqual([]);
    await close();
  });

  it("plots the ECG with its triggers", async () => {
    const { page, problems, close } = await shown("waveforms", 0, { viewport: { width: 820, height: 1180 } });
    const track = page.getByRole("region", { name: "ECG" });
    await track.locator("canvas").waitFor();
    await eventually(() => track.textContent()).toMatch(/id 0, \d+ messages, 2 channels, every 2.5 ms, \d+ triggers/);
    await screenshot(page, "waveforms-tablet");
    expect(problems).toEqual([]);
    await close();
  });

  it("searches the header, and says what is hidden", async () => {
    const { page, problems, close } = await shown("header");
    await page.getByText("What identifies the patient is hidden").waitFor();
    await page.getByLabel("search header").fill("reconSpace fieldOfView z");
    await page.locator(".tree .leaf", { hasText: /^z/ }).waitFor();
    await eventually(() => page.locator(".tree .leaf").count()).toBe(1);
    await page.getByLabel("search header").fill("no such name");
    await page.getByText("nothing matches").waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("shows findings above a measurement, and arrays as pictures", async () => {
    const { page, problems, close } = await shown("arrays/csm");
    await page.locator(".findings summary").click();
    await page.locator(".findings dt").first().waitFor();
    await page.getByRole("img", { name: "array csm" }).waitFor();
    await screenshot(page, "array");
    expect(problems).toEqual([]);
    await close();
  });

  it.skipIf(noSharedData)(withReason("opens a real EPI measurement", noSharedData), async () => {
    const { page, problems, close } = await shown("readouts", names.length);
    await page.getByLabel("filter").fill("flag:reverse -flag:phaseCorrection");
    await page.getByText("40 of 83 readouts").waitFor();
    await page.getByRole("list", { name: "dataset" }).last().getByRole("link", { name: "k-space" }).click();
    await page.getByRole("img", { name: "k-space, e1 by sample" }).waitFor();
    await screenshot(page, "kspace-epi");
    expect(problems).toEqual([]);
    await close();
  });
});
