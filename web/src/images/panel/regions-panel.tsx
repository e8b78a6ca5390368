import { Icon } from "../icons.tsx";
import { geometryOf } from "../model/geometry.ts";
import type { Values } from "../model/plane.ts";
import { type Region, type Statistics, statisticsOf } from "../model/regions.ts";
import { numberText } from "../model/window.ts";
import type { Source, Viewer } from "../state/viewer.ts";
import { CopyButton } from "./copy-button.tsx";

const columns = ["mean", "std", "SNR", "min", "max", "n"] as const;

interface Row {
  readonly region: Region;
  readonly source: Source;
  readonly statistics: Statistics;
}

/** Statistics of the regions, one row per region and series that is shown. */
export function RegionsPanel({ viewer }: { readonly viewer: Viewer }) {
  const { regions } = viewer;
  const rows = regions.all.value.flatMap((region) =>
    viewer.sources.value.flatMap((source): Row[] => {
      const values = viewer.values(source);
      return values ? [{ region, source, statistics: statisticsOf(values, region) }] : [];
    }),
  );
  const noiseOf = (source: Source) =>
    rows.find((row) => row.source === source && row.region.id === regions.noise.value)?.statistics.std;
  const cells = ({ statistics, source }: Row) => {
    const { mean, std, min, max, n } = statistics;
    return [mean, std, mean / (noiseOf(source) ?? std), min, max, n];
  };
  const text = [
    ["region", "image", ...columns, "area mm²"],
    ...rows.map((row) => [row.region.id, row.source, ...cells(row), areaMm(viewer, row) ?? ""]),
  ];
  const several = viewer.sources.value.length > 1;
  return (
    <details open>
      <summary>Regions</summary>
      {rows.length === 0 ? (
        <p class="quiet">Draw a rectangle (R) or an ellipse (E) on the image.</p>
      ) : (
        <>
          <table class="numbers">
            <thead>
              <tr>
                <th scope="col" />
                {columns.map((name) => (
                  <th key={name} scope="col" title={name === "SNR" ? snrMeaning(regions.noise.value) : undefined}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr
                  key={`${row.region.id} ${row.source}`}
                  aria-selected={regions.selected.value === row.region.id}
                  onClick={() => {
                    regions.selected.value = row.region.id;
                  }}
                >
                  <th scope="row">
                    {row.region.id}
                    {several ? { a: " A", b: " B", difference: " A−B" }[row.source] : ""}
                    {regions.noise.value === row.region.id ? "*" : ""}
                  </th>
                  {cells(row).map((value, i) => (
                    <td key={columns[i]}>{Number.isFinite(value) ? numberText(value) : "–"}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <SelectedRegion viewer={viewer} values={viewer.values(viewer.sources.value[0]!)} />
          <p class="quiet small">SNR is {snrMeaning(regions.noise.value)}.</p>
          <CopyButton text={() => text.map((line) => line.join("\t")).join("\n")}>copy table</CopyButton>
        </>
      )}
    </details>
  );
}

function snrMeaning(noise: number | undefined): string {
  return noise === undefined
    ? "mean / std of the same region"
    : `mean / std of region ${noise}*; in air of a magnitude image of one coil, multiply by 0.655 (Rayleigh)`;
}

function SelectedRegion({ viewer, values }: { readonly viewer: Viewer; readonly values: Values | undefined }) {
  const { regions } = viewer;
  const region = regions.selectedRegion.value;
  if (region === undefined || values === undefined) return null;
  const area = areaMm(viewer, { region, source: "a", statistics: statisticsOf(values, region) });
  const isNoise = regions.noise.value === region.id;
  return (
    <p class="selected-region">
      <span class="grow">
        region {region.id}
        {area !== undefined && `: ${numberText(area)} mm²`}
      </span>
      <button
        type="button"
        aria-pressed={isNoise}
        title="take the noise of this region for the SNR of the others (N)"
        onClick={() => {
          regions.noise.value = isNoise ? undefined : region.id;
        }}
      >
        noise
      </button>
      <button
        type="button"
        aria-label={`remove region ${region.id}`}
        title="remove (Del)"
        onClick={() => regions.remove(region.id)}
      >
        <Icon name="remove" />
      </button>
    </p>
  );
}

function areaMm(viewer: Viewer, { source, statistics }: Row): number | undefined {
  const header = viewer.plane(source)?.header;
  if (header === undefined) return undefined;
  const { spacingMm, hasSize } = geometryOf(header);
  return hasSize ? statistics.n * spacingMm[0] * spacingMm[1] : undefined;
}
