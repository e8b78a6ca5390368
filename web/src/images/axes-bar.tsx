import { useSignalEffect } from "@preact/signals";
import { Icon } from "./icons.tsx";
import { type Axis, positionName } from "./model/axes.ts";
import type { Viewer } from "./state/viewer.ts";
import { axisLabel } from "./viewport/corners.tsx";

/** One slider per axis of the series, and the cine. */
export function AxesBar({ viewer }: { readonly viewer: Viewer }) {
  const { axes } = viewer.a.axes;
  useCine(viewer);
  if (axes.length === 0) return null;
  return (
    <div class="axes">
      <div class="sliders">
        {axes.map((axis) => (
          <Slider key={axis.name} axis={axis} viewer={viewer} />
        ))}
      </div>
      <Cine viewer={viewer} />
    </div>
  );
}

function Slider({ axis, viewer }: { readonly axis: Axis; readonly viewer: Viewer }) {
  const at = viewer.position.value[axis.name] ?? 0;
  const label = axisLabel(axis.name);
  const isActive = viewer.axis.value === axis.name;
  return (
    <label class={`slider${isActive ? " active" : ""}`}>
      <span>{label}</span>
      <input
        type="range"
        min={0}
        max={axis.values.length - 1}
        value={at}
        aria-label={label}
        aria-valuetext={positionName(axis, at)}
        onPointerDown={() => {
          viewer.axis.value = axis.name;
        }}
        onInput={({ currentTarget }) => {
          viewer.axis.value = axis.name;
          viewer.position.value = { ...viewer.position.value, [axis.name]: currentTarget.valueAsNumber };
        }}
      />
      <output>
        {positionName(axis, at)}
        <span class="quiet">
          {" "}
          {at + 1}/{axis.values.length}
        </span>
      </output>
    </label>
  );
}

const RATES = [1, 2, 5, 10, 15, 20, 30, 50];

function Cine({ viewer }: { readonly viewer: Viewer }) {
  const isPlaying = viewer.playing.value;
  return (
    <div class="cine">
      <button
        type="button"
        aria-label={isPlaying ? "stop the cine" : "play the cine"}
        aria-pressed={isPlaying}
        title="cine along the active axis (space)"
        onClick={() => {
          viewer.playing.value = !isPlaying;
        }}
      >
        <Icon name={isPlaying ? "pause" : "play"} />
      </button>
      <select
        aria-label="images per second"
        title="images per second"
        value={viewer.framesPerSecond.value}
        onChange={({ currentTarget }) => {
          viewer.framesPerSecond.value = Number(currentTarget.value);
        }}
      >
        {RATES.map((rate) => (
          <option key={rate} value={rate}>
            {rate} /s
          </option>
        ))}
      </select>
    </div>
  );
}

/** Shows the next image at the chosen rate. An image that is not there yet is waited for. */
function useCine(viewer: Viewer): void {
  useSignalEffect(() => {
    if (!viewer.playing.value) return undefined;
    const interval = 1000 / viewer.framesPerSecond.value;
    let [frame, due] = [0, performance.now() + interval];
    const tick = (now: number) => {
      if (now >= due) {
        due = Math.max(due + interval, now); // Images that were missed are not caught up with.
        viewer.advance();
      }
      frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  });
}
