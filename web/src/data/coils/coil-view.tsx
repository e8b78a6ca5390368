import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { AcquisitionFlag } from "../../../../src/mrd/index.ts";
import { blockImages, calibrationMaps } from "../../../../src/numerics/coils/index.ts";
import { getSamples } from "../../api/data.ts";
import { Choice } from "../../components/choice.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { cyclic, gray, viridis } from "../../components/palettes.ts";
import { Raster } from "../../components/raster.tsx";
import { shaded } from "../kspace/kspace-grid.ts";
import { encodedRows } from "../kspace/pattern.ts";
import { coilTitle, type MeasurementReadouts } from "../measurement.ts";
import { type Chosen, Selection, selectRows } from "../selection.tsx";
import { blockOf, type CentralLines, centralLines, middleColumns } from "./central-block.ts";

/** Pixels of a map, and lines and samples from which it is computed. */
const PIXELS = 96;
const LINES = 48;

type Method = "inati" | "walsh" | "direct";
type Shown = "images" | "maps" | "phases";

/** Images and sensitivity maps of the coils, at low resolution, from lines around the centre of k-space. */
export function CoilView(measurement: MeasurementReadouts) {
  const { table, header, file, group } = measurement;
  const chosen = useSignal<Chosen>({});
  const method = useSignal<Method>("inati");
  const show = useSignal<Shown>("maps");
  const encoded = useMemo(() => encodedRows(table), [table]);
  const isCalibrated = useMemo(() => encoded.some((row) => isCalibration(table, row)), [encoded]);
  const all = useMemo(() => encoded.filter((row) => !isCalibrated || isCalibration(table, row)), [encoded]);
  const except = ["kspaceEncodeStep1", "segment", "average"];
  const rows = selectRows(table, all, chosen.value, except);
  const first = rows[0];
  if (first === undefined) return <p class="quiet">this measurement has no readouts of images</p>;
  const encoding = header.encodings[table.value("encodingSpaceRef", first)];
  if (encoding === undefined) return <p class="quiet">the header lacks the encoding of these readouts</p>;
  if (table.value("trajectoryDimensions", first) > 1 && encoding.trajectory !== "cartesian") {
    return <p class="quiet">samples are not on a Cartesian grid: reconstruct the file to see its coils</p>;
  }
  const lines = centralLines(table, rows, encoding.center[0], LINES);
  const [coils, length] = [table.value("activeChannels", first), table.value("numberOfSamples", first)];
  const request = { file, group, rows: lines?.rows ?? [] };
  return (
    <div class="scrolls">
      <div class="controls">
        <Selection table={table} rows={all} chosen={chosen} except={except} />
        <Choice
          label="show"
          value={show}
          options={[
            ["maps", "maps"],
            ["phases", "phases of maps"],
            ["images", "coil images"],
          ]}
        />
        <Choice
          label="method"
          value={method}
          options={[
            ["inati", "Inati"],
            ["walsh", "Walsh"],
            ["direct", "root sum of squares"],
          ]}
        />
        {lines !== undefined && (
          <span class="quiet">
            from {lines.rows.length} {isCalibrated ? "calibration " : ""}lines around the centre
          </span>
        )}
      </div>
      {lines === undefined ? (
        <p class="quiet">line {encoding.center[0]}, the centre of k-space, was not acquired</p>
      ) : (
        <Loaded
          by={JSON.stringify(request)}
          load={async (signal) => ({ lines, ...(await getSamples(request, signal)) })}
        >
          {({ values, samples, lines: received }) =>
            samples.every((each) => each === length) ? (
              <CoilMosaic
                measurement={measurement}
                lines={received}
                values={values}
                coils={coils}
                length={length}
                oversampling={encoding.oversampling}
                method={method.value}
                show={show.value}
              />
            ) : (
              <p class="quiet">these readouts differ in length</p>
            )
          }
        </Loaded>
      )}
    </div>
  );
}

function isCalibration(table: MeasurementReadouts["table"], row: number): boolean {
  return (
    table.has(row, AcquisitionFlag.parallelCalibration) || table.has(row, AcquisitionFlag.parallelCalibrationAndImaging)
  );
}

interface CoilMosaicProps {
  readonly measurement: MeasurementReadouts;
  readonly lines: CentralLines;
  readonly values: Float32Array;
  readonly coils: number;
  readonly length: number;
  readonly oversampling: number;
  readonly method: Method;
  readonly show: Shown;
}

function CoilMosaic({ measurement, lines, values, coils, length, oversampling, method, show }: CoilMosaicProps) {
  const width = Math.round(PIXELS * oversampling);
  const { images, maps } = useMemo(() => {
    const most = Math.round(LINES * oversampling);
    const block = blockOf(measurement.table, lines, values, { coils, length, most });
    const size = [width, PIXELS, 1] as const;
    const result = new Float32Array(2 * coils * width * PIXELS);
    const options = { window: 7, iterations: 10, width: LINES, kernel: 6, threshold: 0.02, crop: 0.9 };
    calibrationMaps(block, size, { ...options, method }, result);
    return {
      images: middleColumns(blockImages(block, size, "hann"), width, PIXELS),
      maps: middleColumns(result, width, PIXELS),
    };
  }, [values, method]);
  const tiles = useMemo(() => {
    const { values: all, range } = shaded(show === "images" ? images : maps, show === "phases" ? "phase" : "magnitude");
    return { range, coils: Array.from({ length: coils }, (_, i) => all.slice(i * PIXELS ** 2, (i + 1) * PIXELS ** 2)) };
  }, [images, maps, show]);
  return (
    <ul class="coil-mosaic">
      {tiles.coils.map((tile, coil) => (
        <li key={coil}>
          <Raster
            values={tile}
            width={PIXELS}
            height={PIXELS}
            palette={show === "images" ? gray : show === "phases" ? cyclic : viridis}
            range={tiles.range}
            label={`coil ${coil}, ${show}`}
            plain
          />
          <span class="quiet">{coilTitle(measurement, coil)}</span>
        </li>
      ))}
    </ul>
  );
}
