import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { getSamples } from "../../api/data.ts";
import { Choice } from "../../components/choice.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { colorOf, viridis } from "../../components/palettes.ts";
import { formatted } from "../../components/raster.tsx";
import { encodedRows } from "../kspace/pattern.ts";
import type { MeasurementReadouts } from "../measurement.ts";
import { type Chosen, Selection, selectRows } from "../selection.tsx";
import { fromFront, type Rotation, rotated, type TrajectoryPoints, trajectoryPoints } from "./projection.ts";

/** More readouts than this are shown in part, evenly chosen. */
const MOST_READOUTS = 2000;
const except = ["kspaceEncodeStep1", "kspaceEncodeStep2", "segment", "average"];

/** Where samples are in k-space. */
export function TrajectoryView({ table, file, group }: MeasurementReadouts) {
  const chosen = useSignal<Chosen>({});
  const color = useSignal<"readout" | "sample">("readout");
  const marks = useSignal<"lines" | "points">("lines");
  const count = useSignal(1);
  const withTrajectory = useMemo(
    () => encodedRows(table).filter((row) => table.value("trajectoryDimensions", row) > 0),
    [table],
  );
  if (withTrajectory.length === 0)
    return <p class="quiet">readouts of this measurement have no trajectory: samples are on a Cartesian grid</p>;
  const all = selectRows(table, withTrajectory, chosen.value, except);
  const step = Math.ceil(all.length / MOST_READOUTS);
  const rows = Array.from({ length: Math.ceil(all.length / step) }, (_, i) => all[i * step]!);
  const request = { file, group, rows, what: "trajectory" as const };
  return (
    <div class="picture">
      <div class="controls">
        <Selection table={table} rows={withTrajectory} chosen={chosen} except={except} />
        <Choice
          label="colour"
          value={color}
          options={[
            ["readout", "by readout"],
            ["sample", "by time in the readout"],
          ]}
        />
        <Choice
          label="as"
          value={marks}
          options={[
            ["lines", "lines"],
            ["points", "points"],
          ]}
        />
        <label class="choice">
          <span>readouts</span>
          <input
            type="range"
            min={0.01}
            max={1}
            step={0.01}
            value={count.value}
            onInput={({ currentTarget }) => {
              count.value = Number(currentTarget.value);
            }}
          />
          {Math.max(1, Math.round(count.value * rows.length))} of {all.length}
        </label>
      </div>
      <Loaded by={JSON.stringify(request)} load={(signal) => getSamples(request, signal)}>
        {({ values, samples, width }) => (
          <Projection
            values={values}
            samples={samples}
            widths={width}
            count={Math.max(1, Math.round(count.value * rows.length))}
            color={color.value}
            marks={marks.value}
          />
        )}
      </Loaded>
    </div>
  );
}

interface ProjectionProps {
  readonly values: Float32Array;
  readonly samples: readonly number[];
  readonly widths: readonly number[];
  /** Readouts that are shown. */
  readonly count: number;
  readonly color: "readout" | "sample";
  readonly marks: "lines" | "points";
}

const views: Readonly<Record<string, Rotation>> = {
  "kx ky": fromFront,
  "kx kz": [1, 0, 0, 0, 0, 1, 0, -1, 0],
  "ky kz": [0, 1, 0, 0, 0, 1, 1, 0, 0],
};

/** Radians that a pixel of a drag, or a key, rotates. */
const PER_PIXEL = 0.01;
const PER_KEY = 0.1;

function Projection({ values, samples, widths, count, color, marks }: ProjectionProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const rotation = useSignal<Rotation>(fromFront);
  const trajectory = useMemo(() => trajectoryPoints(values, samples, widths), [values]);
  const size = useSignal(1);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      size.value = Math.max(1, Math.floor(Math.min(entry!.contentRect.width, entry!.contentRect.height)));
    });
    observer.observe(canvas.current!.parentElement!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      drawTrajectory(canvas.current!, trajectory, { rotation: rotation.value, count, color, marks, size: size.value }),
    );
    return () => cancelAnimationFrame(frame);
  }, [trajectory, rotation.value, count, color, marks, size.value]);
  const is3d = trajectory.dimensions === 3;
  const turn = (about: number, horizontally: number) => {
    if (is3d) rotation.value = rotated(rotation.value, about, horizontally);
  };
  const keys: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-PER_KEY, 0],
    ArrowRight: [PER_KEY, 0],
    ArrowUp: [0, -PER_KEY],
    ArrowDown: [0, PER_KEY],
  };
  return (
    <div class="projection">
      <div class="projection-place">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`trajectory of ${count} readouts in ${trajectory.dimensions} dimensions`}
          tabIndex={0}
          class={is3d ? "turns" : ""}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={(event) => {
            if (event.buttons === 1) turn(event.movementX * PER_PIXEL, event.movementY * PER_PIXEL);
          }}
          onKeyDown={(event) => {
            const step = keys[event.key];
            if (step === undefined || !is3d) return;
            event.preventDefault();
            turn(...step);
          }}
        />
      </div>
      <aside>
        <dl class="figures">
          <dt>dimensions</dt>
          <dd>{trajectory.dimensions}</dd>
          <dt>samples</dt>
          <dd>{(trajectory.points.length / 3).toLocaleString("en")}</dd>
          <dt>largest |k|</dt>
          <dd>{formatted(trajectory.reach)}</dd>
        </dl>
        {is3d && (
          <>
            <fieldset class="chips" aria-label="direction of view">
              {Object.entries(views).map(([name, each]) => (
                <button
                  key={name}
                  type="button"
                  onClick={() => {
                    rotation.value = each;
                  }}
                >
                  {name}
                </button>
              ))}
            </fieldset>
            <p class="quiet">Drag, or press the arrow keys, to rotate.</p>
          </>
        )}
        <p class="quiet">Dark: first, yellow: last.</p>
      </aside>
    </div>
  );
}

interface DrawOptions extends Pick<ProjectionProps, "count" | "color" | "marks"> {
  readonly rotation: Rotation;
  /** In CSS pixels. */
  readonly size: number;
}

const SHADES = 24;

function drawTrajectory(
  canvas: HTMLCanvasElement,
  { points, starts, reach }: TrajectoryPoints,
  { rotation, count, color, marks, size }: DrawOptions,
): void {
  const pixels = size * devicePixelRatio;
  canvas.width = pixels;
  canvas.height = pixels;
  canvas.style.width = `${size}px`;
  const context = canvas.getContext("2d")!;
  const style = getComputedStyle(canvas);
  context.strokeStyle = style.borderTopColor;
  const half = pixels / 2;
  const scale = (0.96 * half) / (reach || 1);
  context.beginPath();
  context.arc(half, half, reach * scale, 0, 2 * Math.PI);
  context.moveTo(0, half);
  context.lineTo(pixels, half);
  context.moveTo(half, 0);
  context.lineTo(half, pixels);
  context.stroke();
  const [a, b, c, d, e, f] = rotation as unknown as [number, number, number, number, number, number];
  const xOf = (at: number) => half + scale * (a * points[at]! + b * points[at + 1]! + c * points[at + 2]!);
  const yOf = (at: number) => half - scale * (d * points[at]! + e * points[at + 1]! + f * points[at + 2]!);
  const shades = Array.from({ length: SHADES }, () => new Path2D());
  const add = (path: Path2D, from: number, to: number) => {
    if (marks === "points") for (let i = from; i < to; i += 1) path.rect(xOf(3 * i) - 1, yOf(3 * i) - 1, 2, 2);
    else {
      path.moveTo(xOf(3 * from), yOf(3 * from));
      for (let i = from + 1; i < to; i += 1) path.lineTo(xOf(3 * i), yOf(3 * i));
    }
  };
  for (let readout = 0; readout < Math.min(count, starts.length - 1); readout += 1) {
    const [from, to] = [starts[readout]!, starts[readout + 1]!];
    if (to === from) continue;
    if (color === "readout") add(shades[Math.floor((readout / count) * SHADES)]!, from, to);
    else {
      for (const [i, path] of shades.entries()) {
        const [first, end] = [i, i + 1].map((shade) => from + Math.round((shade / SHADES) * (to - from)));
        if (end! > first!) add(path, first!, Math.min(to, end! + 1));
      }
    }
  }
  context.lineWidth = devicePixelRatio;
  for (const [i, path] of shades.entries()) {
    context.strokeStyle = colorOf(viridis, i / (SHADES - 1));
    context.fillStyle = context.strokeStyle;
    if (marks === "points") context.fill(path);
    else context.stroke(path);
  }
}
