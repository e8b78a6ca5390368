import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Palette } from "./palettes.ts";

interface RasterProps {
  /** `[height][width]`; NaN is left empty. */
  readonly values: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
  /** Values of the first and the last colour. */
  readonly range: readonly [number, number];
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  /** Describes the value at a place, in the line below. */
  describe?(x: number, y: number): string;
  /** Height of a pixel relative to its width. */
  readonly aspect?: number;
  /** Without the line below. */
  readonly plain?: boolean;
}

/** Values as colours: k-space, patterns, matrices. The arrow keys and the mouse read a value. */
export function Raster({ values, width, height, palette, range, label, describe, aspect = 1, plain }: RasterProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const place = useSignal<readonly [number, number] | undefined>(undefined);
  useEffect(() => draw(canvas.current!, { values, width, height, palette, range }), [values, palette, ...range]);
  const move = (dx: number, dy: number) => {
    const [x, y] = place.value ?? [Math.floor(width / 2), Math.floor(height / 2)];
    place.value = [clamp(x + dx, width), clamp(y + dy, height)];
  };
  const [x, y] = place.value ?? [-1, -1];
  return (
    <figure class={plain ? "raster plain" : "raster"}>
      <div class="raster-place">
        <div
          class="raster-box"
          style={{
            aspectRatio: width / (height * aspect),
            width: plain ? "100%" : `min(100cqw, ${width / (height * aspect)} * 100cqh)`,
          }}
        >
          <canvas
            ref={canvas}
            role="img"
            aria-label={label}
            tabIndex={0}
            onPointerMove={(event) => {
              const box = canvas.current!.getBoundingClientRect();
              place.value = [
                clamp(Math.floor(((event.clientX - box.left) / box.width) * width), width),
                clamp(Math.floor(((event.clientY - box.top) / box.height) * height), height),
              ];
            }}
            onPointerLeave={() => {
              place.value = undefined;
            }}
            onKeyDown={(event) => {
              const step = steps[event.key];
              if (step === undefined) return;
              event.preventDefault();
              move(...step);
            }}
          />
          {place.value !== undefined && (
            <i
              class="raster-cross"
              style={{
                left: `${(100 * x) / width}%`,
                top: `${(100 * y) / height}%`,
                width: `${100 / width}%`,
                height: `${100 / height}%`,
              }}
            />
          )}
        </div>
      </div>
      {!plain && (
        <figcaption aria-live="polite">
          {place.value === undefined ? `${width} × ${height}` : (describe?.(x, y) ?? formatted(values[y * width + x]!))}
        </figcaption>
      )}
    </figure>
  );
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}

/** A number as the page shows it: four digits. */
export function formatted(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e10) return String(value);
  return Math.abs(value) >= 0.01 && Math.abs(value) < 1e5
    ? String(Number(value.toPrecision(4)))
    : value.toExponential(3);
}

function draw(
  canvas: HTMLCanvasElement,
  {
    values,
    width,
    height,
    palette,
    range: [low, high],
  }: Pick<RasterProps, "values" | "width" | "height" | "palette" | "range">,
): void {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(width, height);
  const factor = 255 / (high - low || 1);
  for (let i = 0; i < width * height; i += 1) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const entry = 3 * Math.round(Math.min(255, Math.max(0, (value - low) * factor)));
    pixels.data[4 * i] = palette[entry]!;
    pixels.data[4 * i + 1] = palette[entry + 1]!;
    pixels.data[4 * i + 2] = palette[entry + 2]!;
    pixels.data[4 * i + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}
