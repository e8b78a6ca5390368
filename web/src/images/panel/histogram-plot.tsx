import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Greys } from "../../../../src/rendering/values/index.ts";
import { histogramOf } from "../model/histogram.ts";
import { numberText } from "../model/window.ts";
import type { Source, Viewer } from "../state/viewer.ts";

const [WIDTH, HEIGHT] = [248, 72];
const BINS = 124;

/**
 * The values of the shown image, by the square root of their number: rare values stay visible. The window's limits can
 * be dragged.
 */
export function HistogramPlot({ viewer, source }: { readonly viewer: Viewer; readonly source: Source }) {
  const histogram = useComputed(() => {
    const values = viewer.values(source);
    return values && histogramOf(values, BINS);
  });
  const dragged = useRef<keyof Greys | undefined>(undefined);
  const { black, white } = viewer.window(source);
  if (histogram.value === undefined) return null;
  const { min, max, counts } = histogram.value;
  const range = max - min || 1;
  const xOf = (value: number) => Math.max(-1, Math.min(((value - min) / range) * WIDTH, WIDTH + 1));
  const most = Math.sqrt(counts.reduce((a, b) => Math.max(a, b), 1));
  const bars = [...counts].map((count, i) => {
    const height = (HEIGHT * Math.sqrt(count)) / most;
    return `M${(i * WIDTH) / BINS} ${HEIGHT}v${-height}h${WIDTH / BINS}v${height}z`;
  });
  const valueAt = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    return min + Math.max(0, Math.min((event.clientX - left) / width, 1)) * range;
  };
  const drag = (event: PointerEvent) => {
    const value = valueAt(event);
    if (dragged.current === "black") viewer.setWindow(source, { black: Math.min(value, white), white });
    if (dragged.current === "white") viewer.setWindow(source, { black, white: Math.max(value, black) });
  };
  return (
    <div class="histogram">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`histogram from ${numberText(min)} to ${numberText(max)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const value = valueAt(event);
          dragged.current = Math.abs(value - black) < Math.abs(value - white) ? "black" : "white";
          drag(event);
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          dragged.current = undefined;
        }}
      >
        <path class="bars" d={bars.join("")} />
        <path class="ramp" d={`M${xOf(black)} ${HEIGHT}L${xOf(white)} 0`} />
        <path class="limit" d={`M${xOf(black)} 0V${HEIGHT}`} />
        <path class="limit" d={`M${xOf(white)} 0V${HEIGHT}`} />
      </svg>
      <p class="ends">
        <span>{numberText(min)}</span>
        <span>{numberText(max)}</span>
      </p>
    </div>
  );
}
