// Measures the page of `larmor view` in Chromium, and prints the figures as JSON: node viewer-page.mjs ADDRESS ROUNDS.
// Plain JavaScript, since playwright-core cannot be loaded by the loader that runs the benchmarks.
import { chromium } from "playwright-core";

const SECONDS = 3;

/** Records when the first image is drawn. */
const watchFirstImage = `globalThis.firstImageMs = new Promise((resolve) => {
  const { putImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.putImageData = function (...args) {
    requestAnimationFrame(() => resolve(performance.now()));
    return putImageData.apply(this, args);
  };
})`;

const [address, rounds] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
try {
  const firstImagesMs = [];
  for (let round = 0; round < Number(rounds); round++) {
    const page = await open(address);
    firstImagesMs.push(await page.evaluate("firstImageMs"));
    await page.context().close();
  }
  const page = await open(`${address}#/files/1/dataset/images/image_0`);
  const idle = await frames(page, "");
  const scrolled = await frames(page, `key(frame % 160 < 80 ? "ArrowRight" : "ArrowLeft")`);
  const windowed = await frames(page, `pointer("pointermove", 400 + 100 * Math.sin(frame / 20), 300 + (frame % 50))`);
  console.log(JSON.stringify({ firstImagesMs, idle, scrolled, windowed }));
} finally {
  await browser.close();
}

async function open(view) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(watchFirstImage);
  await page.goto(view);
  await page.evaluate("firstImageMs");
  return page;
}

/** Intervals between frames, in ms, while each frame sends one event. `action` may use `frame`, `key` and `pointer`. */
function frames(page, action) {
  return page.evaluate(`new Promise((resolve) => {
    const viewport = document.querySelector(".viewport");
    viewport.setPointerCapture = () => {};
    const key = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    const pointer = (type, x, y) =>
      viewport.dispatchEvent(new PointerEvent(type, { pointerId: 7, bubbles: true, clientX: x, clientY: y }));
    const intervals = [];
    let [frame, last] = [0, undefined];
    pointer("pointerdown", 400, 300);
    const tick = (now) => {
      if (last !== undefined) intervals.push(now - last);
      last = now;
      ${action};
      frame += 1;
      if (intervals.reduce((sum, each) => sum + each, 0) < ${1000 * SECONDS}) requestAnimationFrame(tick);
      else {
        pointer("pointerup", 400, 300);
        resolve(intervals);
      }
    };
    requestAnimationFrame(tick);
  })`);
}
