import { type ReadonlySignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Greys } from "../../../../src/rendering/values/index.ts";
import { colorTable, type MapName } from "../model/color-tables.ts";
import { paint } from "../model/paint.ts";
import type { Values } from "../model/plane.ts";
import type { Transform } from "../model/transform.ts";
import type { Source, Viewer } from "../state/viewer.ts";

interface ImageCanvasProps {
  readonly viewer: Viewer;
  readonly source: Source;
  readonly transform: ReadonlySignal<Transform | undefined>;
}

/** What is drawn; an image is not drawn again for the same. */
interface Drawn {
  readonly values: Values;
  readonly window: Greys;
  readonly map: MapName;
}

/**
 * An image, in its own number of pixels: the browser scales it. It is drawn at most once per frame.
 */
export function ImageCanvas({ viewer, source, transform }: ImageCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef(0);
  useSignalEffect(() => {
    const values = viewer.values(source);
    const next = values && { values, window: viewer.window(source), map: viewer.mapOf(source) };
    const [at, smooth] = [transform.value, viewer.smooth.value];
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const element = canvas.current;
      if (element === null) return;
      if (at) element.style.transform = `matrix(${at.scaleX}, 0, 0, ${at.scaleY}, ${at.left}, ${at.top})`;
      element.style.imageRendering = smooth ? "auto" : "pixelated";
      element.style.visibility = next ? "visible" : "hidden";
      if (next) drawIfChanged(element, next);
    });
  });
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return <canvas ref={canvas} class="image" role="img" aria-label={labels[source]} />;
}

const labels: Readonly<Record<Source, string>> = { a: "image A", b: "image B", difference: "difference of A and B" };

const drawn = new WeakMap<HTMLCanvasElement, Drawn>();

function drawIfChanged(canvas: HTMLCanvasElement, next: Drawn): void {
  const before = drawn.get(canvas);
  const { values, window, map } = next;
  const { black, white } = before?.window ?? {};
  if (before?.values === values && black === window.black && white === window.white && before.map === map) return;
  drawn.set(canvas, next);
  draw(canvas, next);
}

/** @param step see {@link paint} */
export function draw(canvas: HTMLCanvasElement, { values, window, map }: Drawn, step = 1): void {
  const [width, height] = [Math.ceil(values.width / step), Math.ceil(values.height / step)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d", { alpha: false })!;
  const picture = context.createImageData(width, height);
  paint(new Uint32Array(picture.data.buffer), values, window, colorTable(map), step);
  context.putImageData(picture, 0, 0);
}
