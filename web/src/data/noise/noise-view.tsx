import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { AcquisitionFlag } from "../../../../src/mrd/index.ts";
import { getNoise } from "../../api/data.ts";
import { Choice } from "../../components/choice.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { colorOf, viridis } from "../../components/palettes.ts";
import { formatted, Raster } from "../../components/raster.tsx";
import { coilTitle, type MeasurementReadouts } from "../measurement.ts";
import { type NoiseFigures, noiseFigures } from "./correlation.ts";

/** Matrices of more coils are shown as colours, without figures. */
const MOST_FIGURES = 16;

/** The noise of the coils, from noise readouts. */
export function NoiseView(measurement: MeasurementReadouts) {
  const { table, file, group } = measurement;
  const rows = useMemo(
    () =>
      Array.from({ length: table.rows }, (_, row) => row).filter((row) =>
        table.has(row, AcquisitionFlag.noiseMeasurement),
      ),
    [table],
  );
  if (rows.length === 0) return <p class="quiet">no readout of this measurement is a noise measurement</p>;
  return (
    <Loaded by={JSON.stringify([file, group])} load={(signal) => getNoise({ file, group, rows }, signal)}>
      {({ coils, samples, covariance }) => (
        <Noise
          measurement={measurement}
          readouts={rows.length}
          samples={samples}
          figures={noiseFigures(covariance, coils)}
        />
      )}
    </Loaded>
  );
}

interface NoiseProps {
  readonly measurement: MeasurementReadouts;
  readonly readouts: number;
  readonly samples: number;
  readonly figures: NoiseFigures;
}

function Noise({ measurement, readouts, samples, figures }: NoiseProps) {
  const show = useSignal<"correlation" | "covariance">("correlation");
  const { coils, deviations, relative, largest } = figures;
  const most = Math.max(...relative);
  return (
    <div class="noise scrolls">
      <div class="controls">
        <Choice
          label="show"
          value={show}
          options={[
            ["correlation", "correlation"],
            ["covariance", "covariance"],
          ]}
        />
        <span class="quiet">
          {readouts} noise readout{readouts > 1 ? "s" : ""}, {samples.toLocaleString("en")} samples per coil
          {largest !== undefined &&
            `; largest correlation ${formatted(largest.value)}, of coils ${largest.coils.join(" and ")}`}
        </span>
      </div>
      <div class="noise-parts">
        {coils <= MOST_FIGURES ? (
          <MatrixTable figures={figures} show={show.value} />
        ) : (
          <MatrixRaster figures={figures} show={show.value} />
        )}
        <table class="levels">
          <caption>noise level by coil</caption>
          <thead>
            <tr>
              <th scope="col">coil</th>
              <th scope="col">deviation</th>
              <th scope="col" colSpan={2}>
                relative to the mean
              </th>
            </tr>
          </thead>
          <tbody>
            {Array.from(deviations, (deviation, coil) => (
              <tr key={coil}>
                <th scope="row">{coilTitle(measurement, coil)}</th>
                <td>{formatted(deviation)}</td>
                <td>{relative[coil]!.toFixed(3)}</td>
                <td class="bar-cell">
                  <i style={{ width: `${(100 * relative[coil]!) / most}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

interface MatrixProps {
  readonly figures: NoiseFigures;
  readonly show: "correlation" | "covariance";
}

function MatrixTable({ figures, show }: MatrixProps) {
  const { coils } = figures;
  const values = figures[show];
  const most = show === "correlation" ? 1 : Math.max(...values);
  return (
    <table class="matrix" aria-label={`noise ${show}`}>
      <thead>
        <tr>
          <td />
          {Array.from({ length: coils }, (_, coil) => (
            <th key={coil} scope="col">
              {coil}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: coils }, (_, row) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            {Array.from({ length: coils }, (__, column) => {
              const value = values[row * coils + column]!;
              const share = most > 0 ? value / most : 0;
              return (
                <td
                  key={column}
                  title={`coils ${row} and ${column}: ${value}`}
                  style={{ background: colorOf(viridis, share), color: share > 0.6 ? "#111" : "#fff" }}
                >
                  {show === "correlation" ? value.toFixed(2) : formatted(Number(value.toPrecision(3)))}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function MatrixRaster({ figures, show }: MatrixProps) {
  const { coils } = figures;
  const values = figures[show];
  return (
    <div class="matrix-raster">
      <Raster
        values={values}
        width={coils}
        height={coils}
        palette={viridis}
        range={[0, show === "correlation" ? 1 : Math.max(...values)]}
        label={`noise ${show}`}
        describe={(x, y) => `coils ${y} and ${x}: ${formatted(values[y * coils + x]!)}`}
        aspect={1}
      />
    </div>
  );
}
