import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, launchBrowser, noBrowser, openPage, screenshot } from "../support/browser.ts";
import { withReason } from "../support/peers.ts";
import { noSharedData, sharedData } from "../support/shared-data.ts";
import { type RunningViewer, viewFilesOf } from "../support/viewer.ts";
import { HEIGHT, otherValueAt, valueAt, WIDTH, writeImageFiles, writeLargeSeries } from "./image-files.ts";

describe.skipIf(noBrowser)(withReason("images in the viewer", noBrowser), () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-web-"));
  let browser: Browser;
  let viewer: RunningViewer;

  beforeAll(async () => {
    const files = await writeImageFiles(folder);
    const large = await writeLargeSeries(join(folder, "large.h5"), 100, 256);
    [browser, viewer] = await Promise.all([launchBrowser(), viewFilesOf(...files, large)]);
  });
  afterAll(async () => {
    viewer.process.kill();
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a view of the first file, and checks afterwards that nothing went wrong. */
  async function onPage(
    view: string,
    use: (page: Page) => Promise<void>,
    options?: Parameters<typeof openPage>[2],
  ): Promise<void> {
    const { page, context, problems } = await openPage(browser, `${viewer.address}#/files/${view}`, options);
    await page.locator(`canvas.image[style*="visible"]`).first().waitFor();
    await use(page);
    expect(problems).toEqual([]);
    await context.close();
  }

  const first = "0/dataset/images/image_0";
  const complex = "0/dataset/images/image_1";
  const compared = `${first}/with/1/dataset/image_0`;

  it("scrolls along the axes of the counters, by keys, wheel and sliders", () =>
    onPage(first, async (page) => {
      const counters = page.locator(".corner-text.top.right");
      await expectText(counters, "slice 0 repetition 0");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("End");
      await expectText(counters, "slice 1 repetition 3");
      await page.locator(".viewport").hover();
      await page.mouse.wheel(0, -100);
      await expectText(counters, "slice 1 repetition 2");
      await page.getByLabel("slice", { exact: true }).fill("2");
      await expectText(counters, "slice 2 repetition 2");
      await expectPixel(page, "a", 5, 7, `${valueAt(5, 7, 2, 2)} x 5 y 7`);
      await screenshot(page, "images");
    }));

  it("shows the value of a pixel, and its place in the patient", () =>
    onPage(first, async (page) => {
      // 2 mm per pixel; pixel (32, 24) is at (10, -20, 0)
      await expectPixel(page, "a", 40, 30, "1130 x 40 y 30 L 26.0 P -8.0 H 0.0 mm");
    }));

  it("changes the window by a drag, and computes it again by a key", () =>
    onPage(first, async (page) => {
      const window = page.getByTestId("window-a");
      await page.waitForLoadState("networkidle"); // The window follows from several images.
      const before = await window.innerText();
      const bright = await meanOf(page);
      await drag(page, [300, 300], [300, 200]);
      await eventually(() => window.innerText()).not.toBe(before);
      await eventually(() => meanOf(page)).toBeLessThan(bright - 20); // a higher level is darker
      await page.keyboard.press("0");
      await eventually(() => window.innerText()).toBe(before);
      await page.getByLabel("automatic").selectOption("range");
      const [least, most] = [valueAt(0, 0, 0, 0), valueAt(WIDTH - 1, HEIGHT - 1, 2, 3)];
      await expectText(window, /^C 1[0-9.]+ W [0-9.]+$/);
      const [center, width] = /C (\S+) W (\S+)/
        .exec(await window.innerText())!
        .slice(1)
        .map(Number);
      expect(center! - width! / 2).toBeGreaterThanOrEqual(least - 1);
      expect(center! + width! / 2).toBeLessThanOrEqual(most + 1);
    }));

  it("computes statistics of the regions that are drawn", () =>
    onPage(first, async (page) => {
      await page.keyboard.press("r");
      await drag(page, await placeOf(page, "a", 10.2, 5.1), await placeOf(page, "a", 20.1, 12.2));
      const row = page.locator(".numbers tbody tr");
      await row.waitFor();
      const values = Array.from({ length: 70 }, (_, i) => valueAt(10 + (i % 10), 5 + Math.floor(i / 10), 0, 0));
      const mean = values.reduce((a, b) => a + b) / 70;
      const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 70);
      const cells = (await row.locator("td").allInnerTexts()).map(Number);
      const rounded = [mean, std, mean / std, Math.min(...values), Math.max(...values)];
      for (const [i, value] of rounded.entries()) expect(Math.abs(cells[i]! / value - 1)).toBeLessThan(1e-3);
      expect(cells[5]).toBe(70);
      await page.getByText("region 1: 280 mm²").waitFor();
      await page.keyboard.press("e");
      await drag(page, await placeOf(page, "a", 30, 20), await placeOf(page, "a", 44, 34));
      await page.keyboard.press("n");
      await page.getByText("mean / std of region 2").waitFor();
      await page.keyboard.press("l");
      await drag(page, await placeOf(page, "a", 2, 40), await placeOf(page, "a", 60, 8));
      await page.getByLabel(/^profile of 132/).waitFor(); // hypot(58, 32) pixels of 2 mm
      await screenshot(page, "images-regions");
      await page.keyboard.press("Delete");
      await eventually(() => page.locator(".numbers tbody tr").count()).toBe(1);
    }));

  it("subtracts the images of two files at the same counters", () =>
    onPage(compared, async (page) => {
      await page.getByRole("button", { name: "A − B", exact: true }).click();
      await page.keyboard.press("ArrowRight");
      const value = valueAt(10, 4, 1, 0) - otherValueAt(10, 4, 1, 0);
      await expectPixel(page, "difference", 10, 4, `${value} x 10 y 4`);
      let [error, power] = [0, 0];
      for (let x = 0; x < WIDTH; x++)
        for (let y = 0; y < HEIGHT; y++) {
          error += (valueAt(x, y, 1, 0) - otherValueAt(x, y, 1, 0)) ** 2;
          power += valueAt(x, y, 1, 0) ** 2;
        }
      await page.getByText(`NRMSE ${(100 * Math.sqrt(error / power)).toPrecision(3)} %`).waitFor();
      await screenshot(page, "images-difference");
      await page.getByRole("button", { name: "fit B" }).click();
      await page.getByText(/A − 0\.4\d+ · B/).waitFor();
      await page.keyboard.press("4");
      await eventually(() => page.locator("canvas.image").count()).toBe(3);
      await screenshot(page, "images-all");
    }));

  it("shows two series side by side, with one window, position and zoom", () =>
    onPage(first, async (page) => {
      await page.getByLabel("compare with").selectOption({ label: "second.h5 · image_0" });
      await page.locator('.viewport[data-source="b"]').waitFor();
      await page.keyboard.press("+");
      for (const source of ["a", "b"]) {
        const value = source === "a" ? valueAt(31, 20, 0, 0) : otherValueAt(31, 20, 0, 0);
        await expectPixel(page, source, 31, 20, `${value} x 31 y 20`);
      }
      expect(await page.getByTestId("window-b").innerText()).toBe(await page.getByTestId("window-a").innerText());
      await page.getByLabel("one window for A and B").uncheck();
      await eventually(
        async () =>
          (await page.getByTestId("window-b").innerText()) === (await page.getByTestId("window-a").innerText()),
      ).toBe(false);
      await screenshot(page, "images-side");
      expect(page.url()).toContain("/with/1/dataset/image_0");
      await page.reload();
      await page.locator('.viewport[data-source="b"]').waitFor();
    }));

  it("says that images of different size have no difference", () =>
    onPage(`${complex}/with/1/dataset/image_0`, async (page) => {
      await page.keyboard.press("3");
      await page.getByText("A and B have different numbers of pixels").waitFor();
    }));

  it("shows a mosaic along the active axis, and opens one of its images", () =>
    onPage(first, async (page) => {
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("m");
      const tiles = page.getByRole("option", { name: /^repetition/ });
      await eventually(() => tiles.count()).toBe(4);
      await screenshot(page, "images-mosaic");
      await tiles.nth(2).dblclick();
      await expectText(page.locator(".corner-text.top.right"), "slice 0 repetition 2");
    }));

  it("plays the images until it is stopped", () =>
    onPage(first, async (page) => {
      const counters = page.locator(".corner-text.top.right");
      await page.getByLabel("images per second").selectOption("50");
      await page.keyboard.press(" ");
      const seen = new Set<string>();
      await eventually(async () => seen.add(await counters.innerText()).size, { interval: 5 }).toBe(3);
      await page.keyboard.press(" ");
      await page.getByLabel("play the cine").waitFor();
    }));

  it("shows phase, real and imaginary part of complex images", () =>
    onPage(complex, async (page) => {
      await page.getByLabel("part of complex values").selectOption("phase");
      await expectPixel(page, "a", 20, 3, "2 x 20 y 3");
      await expectText(page.getByTestId("window-a"), "C 0 W 6.283");
      await screenshot(page, "images-phase");
      await page.getByLabel("part of complex values").selectOption("imag");
      await expectPixel(page, "a", 20, 4, `${(5 * Math.sin(2)).toPrecision(5)} x 20 y 4`);
    }));

  it("opens a volume in its middle, plane by plane and channel by channel", () =>
    onPage("0/dataset/images/image_2", async (page) => {
      await expectText(page.locator(".corner-text.top.right"), "z 5 channel 0");
      await page.getByLabel("channel", { exact: true }).fill("1");
      await expectPixel(page, "a", 1, 1, "105 x 1 y 1");
    }));

  it("shows colour images in their colours", () =>
    onPage("0/dataset/images/image_3", async (page) => {
      await expectPixel(page, "a", 5, 1, "0 255 0 x 5 y 1");
      await eventually(() => pixelOf(page, 9, 0)).toEqual([0, 0, 255, 255]);
    }));

  it("colours values by a map, and downloads the image as shown", () =>
    onPage(first, async (page) => {
      await page.getByLabel("center").fill("1100");
      await page.getByLabel("width").fill("200");
      await page.getByLabel("width").blur();
      await page.getByLabel("colour map").selectOption("inverted");
      const share = (valueAt(30, 20, 0, 0) - 1000) / 200;
      await eventually(async () => (await pixelOf(page, 30, 20))[0]).toBe(255 - Math.floor(256 * share));
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "PNG" }).click(),
      ]);
      expect(download.suggestedFilename()).toBe("image_0-0.png");
      const png = PNG.sync.read(readFileSync(await download.path()));
      expect([png.width, png.height]).toEqual([WIDTH, HEIGHT]);
      expect(png.data[4 * (20 * WIDTH + 30)]).toBe(255 - Math.floor(256 * share));
    }));

  it("copies the values of the image", () =>
    onPage(
      first,
      async (page) => {
        await page.keyboard.press("y");
        await eventually(() => page.evaluate<string>("navigator.clipboard.readText()")).toMatch(/^1000\t1001\t/);
        const rows = (await page.evaluate<string>("navigator.clipboard.readText()")).split("\n");
        expect(rows[47]!.split("\t")[63]).toBe(String(valueAt(63, 47, 0, 0)));
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    ));

  it("finds names and values of the header and the attributes", () =>
    onPage(first, async (page) => {
      await page.getByLabel("search header and attributes").fill("note");
      await page.locator(".tree .leaf", { hasText: "GADGETRON_noteslice 0" }).waitFor();
      await eventually(() => page.locator(".tree .leaf").count()).toBe(1);
    }));

  it("zooms around the pointer, by the wheel and by two fingers", () =>
    onPage(first, async (page) => {
      const [x, y] = await placeOf(page, "a", 12.5, 9.5);
      await page.mouse.move(x, y);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -200);
      await page.keyboard.up("Control");
      await page.getByText("272 %").waitFor();
      await expectText(page.getByTestId("pixel-a"), /x 12 y 9/);
      await page.keyboard.press("0");
      await page.getByText("100 %").waitFor();
      await page.evaluate(pinch);
      await page.getByText("200 %").waitFor();
    }));

  it("lists its keys", () =>
    onPage(first, async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog").getByText("difference, all three").waitFor();
      await screenshot(page, "images-keys");
      await page.keyboard.press("Escape");
      await eventually(() => page.getByRole("dialog").count()).toBe(0);
    }));

  it("loads no more of a series than it shows, and what may come next", () =>
    onPage("2/dataset/images/image_0", async (page) => {
      await page.waitForLoadState("networkidle"); // or answers to this page would count as the next one's
      const loaded = new Set<number>();
      page.on("response", (response) => {
        const url = new URL(response.url());
        if (url.pathname === "/api/images") loaded.add(Number(url.searchParams.get("start")));
      });
      await page.reload();
      await page.locator("canvas.image").waitFor();
      await page.waitForLoadState("networkidle");
      const samples = [10, 30, 50, 70, 90]; // of 100, for the window
      const neighbours = [1, 2, 3, 4, 5, 6, 7, 8, 9, 97, 98, 99];
      await eventually(() => loaded).toEqual(new Set([0, ...samples, ...neighbours]));
    }));

  it("fits on a tablet, and is light where the system is", () =>
    onPage(
      first,
      async (page) => {
        await screenshot(page, "images-tablet");
        const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
        expect(overflow).toBeLessThanOrEqual(0);
      },
      { viewport: { width: 820, height: 1180 }, colorScheme: "light", hasTouch: true },
    ));

  it.skipIf(noSharedData)(
    withReason("opens FIRE's field map, with the window of its attributes", noSharedData),
    async () => {
      const fire = await viewFilesOf(fileURLToPath(new URL("img-fire-b0map.h5", sharedData)));
      const { page, context, problems } = await openPage(browser, fire.address);
      try {
        await expectText(page.getByTestId("window-a"), /^C 16384 W 32768/);
        await page.locator(".tree .leaf", { hasText: "ImageProcessingHistoryFIRE, PYTHON" }).waitFor();
        await page.getByRole("link", { name: "image_2" }).click();
        await expectText(page.locator(".corner-text.top.left"), /^image_2/);
        await page.getByLabel("automatic").selectOption("range");
        await page.getByRole("img", { name: /^histogram from -/ }).waitFor();
        await screenshot(page, "images-field-map");
        expect(problems).toEqual([]);
      } finally {
        fire.process.kill();
        await context.close();
      }
    },
  );

  it("reports a series that the files do not have", async () => {
    const { page, context } = await openPage(browser, `${viewer.address}#/files/0/dataset/images/absent`);
    await page.getByText("the files have no such series").waitFor();
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

/** Waits for a text, in which line breaks count as spaces. */
async function expectText(locator: ReturnType<Page["locator"]>, text: string | RegExp): Promise<void> {
  await eventually(async () => onOneLine(await locator.innerText())).toMatch(
    typeof text === "string" ? startOf(text) : text,
  );
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function startOf(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}

/** Two fingers that move apart, from 100 to 200 pixels. */
const pinch = `{
  const element = document.querySelector(".viewport");
  element.setPointerCapture = () => {}; // which only real fingers have
  const { left, top } = element.getBoundingClientRect();
  const send = (type, pointerId, x) =>
    element.dispatchEvent(
      new PointerEvent(type, { pointerId, pointerType: "touch", bubbles: true, clientX: left + x, clientY: top + 200 }),
    );
  send("pointerdown", 11, 200);
  send("pointerdown", 12, 300);
  send("pointermove", 11, 150);
  send("pointermove", 12, 350);
  send("pointerup", 11, 150);
  send("pointerup", 12, 350);
}`;

/** The place of a point of an image on the page, once the image no longer moves: a page is laid out in steps. */
async function placeOf(page: Page, source: string, x: number, y: number): Promise<[number, number]> {
  const canvas = page.locator(`.viewport[data-source="${source}"] canvas[style*="matrix"]`);
  let box = await canvas.boundingBox();
  for (let before = ""; before !== JSON.stringify(box); box = await canvas.boundingBox()) {
    before = JSON.stringify(box);
    await page.waitForTimeout(50);
  }
  const [width, height] = [await canvas.getAttribute("width"), await canvas.getAttribute("height")];
  return [box!.x + (x * box!.width) / Number(width), box!.y + (y * box!.height) / Number(height)];
}

/** Points at the middle of a pixel until its text is there: an image that is still zoomed moves once more. */
async function expectPixel(page: Page, source: string, x: number, y: number, text: string): Promise<void> {
  await eventually(async () => {
    await page.mouse.move(...(await placeOf(page, source, x + 0.5, y + 0.5)));
    return onOneLine((await page.getByTestId(`pixel-${source}`).allInnerTexts()).join());
  }).toMatch(startOf(text));
}

async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 3 });
  await page.mouse.up();
}

function pixelOf(page: Page, x: number, y: number): Promise<number[]> {
  return page.evaluate<number[]>(
    `[...document.querySelector("canvas.image").getContext("2d").getImageData(${x}, ${y}, 1, 1).data]`,
  );
}

/** The mean grey of an image. */
async function meanOf(page: Page): Promise<number> {
  const grey = await page.evaluate<number[]>(`{
    const canvas = document.querySelector("canvas.image");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    [...data].filter((_, i) => i % 4 === 0);
  }`);
  return grey.reduce((sum, value) => sum + value, 0) / grey.length;
}
