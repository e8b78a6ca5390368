import { type ReadonlySignal, useComputed } from "@preact/signals";
import { geometryOf, opposite, sideOf } from "../model/geometry.ts";
import type { Region } from "../model/regions.ts";
import { barLengthMm, type Size, type Transform } from "../model/transform.ts";
import type { Source, Viewer } from "../state/viewer.ts";

interface OverlayProps {
  readonly viewer: Viewer;
  readonly source: Source;
  readonly transform: ReadonlySignal<Transform | undefined>;
  readonly size: ReadonlySignal<Size>;
}

/** Drawn over an image: regions, the line of the profile, the pixel of the pointer, a scale bar, sides of the patient. */
export function Overlay({ viewer, source, transform, size }: OverlayProps) {
  const header = useComputed(() => viewer.plane(source)?.header);
  const at = transform.value;
  if (at === undefined) return null;
  const { width, height } = size.value;
  return (
    <svg class="overlay" width={width} height={height} aria-hidden="true">
      {viewer.regions.all.value.map((region) => (
        <RegionShape key={region.id} region={region} viewer={viewer} at={at} />
      ))}
      <ProfileLine viewer={viewer} at={at} />
      <Pixel viewer={viewer} at={at} />
      {viewer.labels.value && header.value && (
        <ScaleBar mmPerPixel={mmPerPixel(header.value, at)} width={width} height={height} />
      )}
      {viewer.labels.value && header.value && <Sides header={header.value} width={width} height={height} />}
    </svg>
  );
}

type Header = Parameters<typeof geometryOf>[0];

function mmPerPixel(header: Header, at: Transform): number | undefined {
  const { spacingMm, hasSize } = geometryOf(header);
  return hasSize ? spacingMm[0] / at.scaleX : undefined;
}

function RegionShape({
  region,
  viewer,
  at,
}: {
  readonly region: Region;
  readonly viewer: Viewer;
  readonly at: Transform;
}) {
  const x = (column: number) => at.left + column * at.scaleX;
  const y = (row: number) => at.top + row * at.scaleY;
  const [left, right] = [x(Math.min(region.x0, region.x1)), x(Math.max(region.x0, region.x1))];
  const [top, bottom] = [y(Math.min(region.y0, region.y1)), y(Math.max(region.y0, region.y1))];
  const isSelected = viewer.regions.selected.value === region.id;
  const kind = `shape${isSelected ? " selected" : ""}${viewer.regions.noise.value === region.id ? " noise" : ""}`;
  return (
    <g class={kind} data-region={region.id}>
      {region.shape === "rectangle" ? (
        <rect x={left} y={top} width={right - left} height={bottom - top} />
      ) : (
        <ellipse cx={(left + right) / 2} cy={(top + bottom) / 2} rx={(right - left) / 2} ry={(bottom - top) / 2} />
      )}
      <text x={left + 4} y={top - 5}>
        {region.id}
      </text>
      {isSelected && <circle class="corner" data-corner={region.id} cx={x(region.x1)} cy={y(region.y1)} r={5} />}
    </g>
  );
}

function ProfileLine({ viewer, at }: { readonly viewer: Viewer; readonly at: Transform }) {
  const line = viewer.line.value;
  if (line === undefined) return null;
  const [x1, y1] = [at.left + line.x0 * at.scaleX, at.top + line.y0 * at.scaleY];
  const [x2, y2] = [at.left + line.x1 * at.scaleX, at.top + line.y1 * at.scaleY];
  return (
    <g class="shape profile-line" data-line="true">
      <line x1={x1} y1={y1} x2={x2} y2={y2} />
      <circle cx={x1} cy={y1} r={3} />
      <circle cx={x2} cy={y2} r={3} />
    </g>
  );
}

/** The pixel of the pointer: in the other viewports it shows the same place. */
function Pixel({ viewer, at }: { readonly viewer: Viewer; readonly at: Transform }) {
  const pointer = viewer.pointer.value;
  if (pointer === undefined) return null;
  return (
    <rect
      class="pixel"
      x={at.left + pointer.x * at.scaleX}
      y={at.top + pointer.y * at.scaleY}
      width={at.scaleX}
      height={at.scaleY}
    />
  );
}

/** Screen pixels that a scale bar takes at most. */
const MOST_BAR = 140;

function ScaleBar({ mmPerPixel, width, height }: { readonly mmPerPixel: number | undefined } & Size) {
  if (mmPerPixel === undefined) return null;
  const mm = barLengthMm(Math.min(MOST_BAR, width / 5) * mmPerPixel);
  const length = mm / mmPerPixel;
  return (
    <g class="bar-scale" transform={`translate(12.5 ${height - 12.5})`}>
      <path d={`M0 -5V0H${length}V-5`} />
      <text x={length + 6} y={1}>
        {mm >= 10 ? `${mm / 10} cm` : `${mm} mm`}
      </text>
    </g>
  );
}

function Sides({
  header,
  width,
  height,
}: {
  readonly header: Header;
  readonly width: number;
  readonly height: number;
}) {
  const { directions } = geometryOf(header);
  if (directions === undefined) return null;
  const [right, down] = directions;
  return (
    <g class="sides">
      <text x={width - 10} y={height / 2} text-anchor="end">
        {sideOf(right)}
      </text>
      <text x={10} y={height / 2}>
        {sideOf(opposite(right))}
      </text>
      <text x={width / 2} y={18} text-anchor="middle">
        {sideOf(opposite(down))}
      </text>
      <text x={width / 2} y={height - 10} text-anchor="middle">
        {sideOf(down)}
      </text>
    </g>
  );
}
