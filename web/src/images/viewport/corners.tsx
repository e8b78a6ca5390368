import { positionName } from "../model/axes.ts";
import { geometryOf, patientMm } from "../model/geometry.ts";
import { relativeError } from "../model/plane.ts";
import { numberText } from "../model/window.ts";
import type { ShownSeries } from "../state/shown-series.ts";
import type { Source, Viewer } from "../state/viewer.ts";

interface CornersProps {
  readonly viewer: Viewer;
  readonly source: Source;
}

/** Texts in the corners of a viewport: what is shown, where in the series, the window, and the pixel of the pointer. */
export function Corners({ viewer, source }: CornersProps) {
  const series = viewer.series(source);
  if (series === undefined) return null;
  if (!viewer.labels.value) return <Failure viewer={viewer} source={source} />;
  const window = viewer.window(source);
  return (
    <>
      <p class="corner-text top left">
        <Title viewer={viewer} source={source} series={series} />
      </p>
      <p class="corner-text top right">
        {source !== "difference" && <Counters viewer={viewer} source={source} series={series} />}
      </p>
      <p class="corner-text bottom left">
        <span data-testid={`window-${source}`}>
          C {numberText((window.black + window.white) / 2)} W {numberText(window.white - window.black)}
        </span>
        <br />
        {Math.round(100 * viewer.zoom.value.factor)} %
      </p>
      <p class="corner-text bottom right" role="status" data-testid={`pixel-${source}`}>
        <PixelValue viewer={viewer} source={source} />
      </p>
      <Failure viewer={viewer} source={source} />
    </>
  );
}

function Title({ viewer, source, series }: CornersProps & { readonly series: ShownSeries }) {
  const other = viewer.other.value;
  if (source !== "difference") {
    return (
      <>
        {other !== undefined && <b>{source.toUpperCase()} </b>}
        {series.name.series}
        <br />
        <Part viewer={viewer} />
      </>
    );
  }
  const [a, result] = [viewer.values("a"), viewer.values("difference")];
  const scale = viewer.scale.value;
  return (
    <>
      <b>A − {scale === 1 ? "" : `${numberText(scale)} · `}B</b>
      <br />
      {a && result && `NRMSE ${numberText(100 * relativeError(a, result), 3)} %`}
    </>
  );
}

function Part({ viewer }: { readonly viewer: Viewer }) {
  const { width, height } = viewer.values("a") ?? { width: 0, height: 0 };
  const part = viewer.isComplex.value || viewer.part.value === "log" ? ` ${viewer.part.value}` : "";
  return (
    <>
      {width} × {height}
      {part}
    </>
  );
}

function Counters({ viewer, source, series }: CornersProps & { readonly series: ShownSeries }) {
  const position = source === "b" ? viewer.otherPosition(viewer.position.value) : viewer.position.value;
  return (
    <>
      {series.axes.axes.map((axis) => (
        <span key={axis.name}>
          {axisLabel(axis.name)} {positionName(axis, position[axis.name] ?? 0)}
          <br />
        </span>
      ))}
    </>
  );
}

/** What an axis is called on the page. */
export function axisLabel(name: string): string {
  return name === "imageType" ? "type" : name;
}

function PixelValue({ viewer, source }: CornersProps) {
  const [pointer, values, shown] = [viewer.pointer.value, viewer.values(source), viewer.plane(source)];
  if (pointer === undefined || values === undefined || shown === undefined) return null;
  const { x, y } = pointer;
  if (x < 0 || y < 0 || x >= values.width || y >= values.height) return null;
  const geometry = geometryOf(shown.header);
  const mm = patientMm(geometry, x, y, shown.place.z);
  const at = y * values.width + x;
  const colours = values.colours && [0, 1, 2].map((colour) => values.colours![colour * values.values.length + at]!);
  return (
    <>
      {colours ? colours.map((value) => numberText(value)).join(" ") : numberText(values.values[at]!, 5)}
      <br />x {x} y {y}
      {mm && (
        <>
          <br />
          {["L", "P", "H"].map((side, axis) => `${side} ${mm[axis]!.toFixed(1)}`).join(" ")} mm
        </>
      )}
    </>
  );
}

function Failure({ viewer, source }: CornersProps) {
  const failure = viewer.series(source)?.failure.value;
  const differs =
    source === "difference" && viewer.values("a") && viewer.values("b") && !viewer.values("difference")
      ? "A and B have different numbers of pixels: their difference is not defined"
      : undefined;
  if (failure === undefined && differs === undefined) return null;
  return (
    <p class="viewport-failure failure" role="alert">
      {failure ?? differs}
    </p>
  );
}
