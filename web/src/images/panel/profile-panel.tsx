import { geometryOf } from "../model/geometry.ts";
import { type Profile, profileAlong } from "../model/profile.ts";
import { numberText } from "../model/window.ts";
import type { Source, Viewer } from "../state/viewer.ts";
import { CopyButton } from "./copy-button.tsx";

const [WIDTH, HEIGHT] = [248, 96];

interface Curve extends Profile {
  readonly source: Source;
}

/** Values along the line, of all images that are shown. */
export function ProfilePanel({ viewer }: { readonly viewer: Viewer }) {
  const line = viewer.line.value;
  const curves =
    line === undefined
      ? []
      : viewer.sources.value.flatMap((source): Curve[] => {
          const [values, shown] = [viewer.values(source), viewer.plane(source)];
          if (values === undefined || shown === undefined) return [];
          const [x, y] = geometryOf(shown.header).spacingMm;
          return [{ source, ...profileAlong(values, line, [x, y]) }];
        });
  return (
    <details open>
      <summary>Profile</summary>
      {curves.length === 0 ? (
        <p class="quiet">Draw a line (L) on the image.</p>
      ) : (
        <>
          <Plot curves={curves} />
          <p>
            <CopyButton text={() => tableOf(curves)}>copy values</CopyButton>{" "}
            <button
              type="button"
              onClick={() => {
                viewer.line.value = undefined;
              }}
            >
              remove line
            </button>
          </p>
        </>
      )}
    </details>
  );
}

function Plot({ curves }: { readonly curves: readonly Curve[] }) {
  const values = curves.flatMap((curve) => curve.values).filter(Number.isFinite);
  const [min, max] = [
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
  const length = curves[0]!.distancesMm.at(-1)!;
  const pathOf = ({ distancesMm, values: along }: Curve) => {
    let pen = "M";
    return along
      .map((value, i) => {
        if (!Number.isFinite(value)) {
          pen = "M";
          return "";
        }
        const [x, y] = [(distancesMm[i]! / length) * WIDTH, HEIGHT - ((value - min) / (max - min || 1)) * HEIGHT];
        const point = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
        pen = "L";
        return point;
      })
      .join("");
  };
  return (
    <div class="profile">
      <p class="ends">
        <span>{numberText(max)}</span>
      </p>
      <svg
        viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`profile of ${numberText(length)} mm, from ${numberText(min)} to ${numberText(max)}`}
      >
        {min < 0 && max > 0 && <path class="zero" d={`M0 ${HEIGHT + (min / (max - min)) * HEIGHT}H${WIDTH}`} />}
        {curves.map((curve) => (
          <path key={curve.source} class={`curve ${curve.source}`} d={pathOf(curve)} />
        ))}
      </svg>
      <p class="ends">
        <span>{numberText(min)}</span>
        <span>{numberText(length)} mm</span>
      </p>
    </div>
  );
}

function tableOf(curves: readonly Curve[]): string {
  const head = ["mm", ...curves.map(({ source }) => source)];
  const rows = curves[0]!.distancesMm.map((mm, i) => [mm, ...curves.map(({ values }) => values[i])]);
  return [head, ...rows].map((row) => row.join("\t")).join("\n");
}
