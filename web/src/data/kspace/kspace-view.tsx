import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { getSamples } from "../../api/data.ts";
import { Choice, numbered } from "../../components/choice.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { cyclic, diverging, gray, type Palette, viridis } from "../../components/palettes.ts";
import { formatted, Raster } from "../../components/raster.tsx";
import { coilTitle, type MeasurementReadouts } from "../measurement.ts";
import { shortNames } from "../readouts/fields.ts";
import type { ReadoutTable } from "../readouts/readout-table.ts";
import { type Chosen, Selection, selectRows } from "../selection.tsx";
import {
  imageOfPlane,
  type KSpacePlane,
  type LineAxis,
  linesPlane,
  planeOfSamples,
  type ReceivedSamples,
  type Shade,
  shaded,
  shades,
} from "./kspace-grid.ts";
import { encodedRows, isCalibrationOnly } from "./pattern.ts";

type Kind = "imaging" | "calibration";
type PlaneName = "lines" | "partitions" | "volume";

/** K-space of an image as a picture: lines × samples, or lines × partitions at one sample. */
export function KSpaceView(measurement: MeasurementReadouts) {
  const { table, file, group } = measurement;
  const kind = useSignal<Kind>("imaging");
  const plane = useSignal<PlaneName>("lines");
  const chosen = useSignal<Chosen>({});
  const coil = useSignal(0);
  const sample = useSignal<number | undefined>(undefined);
  const shade = useSignal<Shade>("log");
  const space = useSignal<"kspace" | "image">("kspace");

  const encoded = useMemo(() => encodedRows(table), [table]);
  const [calibration, imaging] = useMemo(() => {
    const only = encoded.filter((row) => isCalibrationOnly(table, row));
    return [only, only.length === 0 ? encoded : encoded.filter((row) => !isCalibrationOnly(table, row))];
  }, [encoded]);
  const all = kind.value === "calibration" && calibration.length > 0 ? calibration : imaging;
  const isVolume = table.varies("kspaceEncodeStep2");
  const axes = axesOf[isVolume ? plane.value : "lines"];
  const except = [...axes.fields, "segment"];
  const rows = selectRows(table, all, chosen.value, except);
  const first = rows[0];
  if (first === undefined) return <p class="quiet">this measurement has no readouts of images</p>;
  const coils = table.value("activeChannels", first);
  const length = table.value("numberOfSamples", first);
  const center = Math.min(table.value("centerSample", first), length - 1);
  const own = Math.min(sample.value ?? center, length - 1);
  const matrix = measurement.header.encodings[table.value("encodingSpaceRef", first)]?.matrix ?? [1, 1, 1];
  const lineAxes = axes.fields.map((field): LineAxis => {
    return { field, size: kind.value === "calibration" ? 1 : matrix[field === "kspaceEncodeStep1" ? 1 : 2] };
  });
  const request = {
    file,
    group,
    rows: Array.from(rows),
    coils: [Math.min(coil.value, coils - 1)],
    ...(axes.name === "volume" && { sample: own }),
  };
  return (
    <div class="picture">
      <div class="controls">
        {calibration.length > 0 && (
          <Choice
            label="lines"
            value={kind}
            options={[
              ["imaging", "imaging"],
              ["calibration", "calibration"],
            ]}
          />
        )}
        {isVolume && (
          <Choice
            label="plane"
            value={plane}
            options={[
              ["lines", "e1 × samples"],
              ["partitions", "e2 × samples"],
              ["volume", "e1 × e2"],
            ]}
          />
        )}
        <Selection table={table} rows={all} chosen={chosen} except={except} />
        {coils > 1 && <Choice label="coil" value={coil} options={numbered(coils, (i) => coilTitle(measurement, i))} />}
        {axes.name === "volume" && (
          <label class="choice">
            <span>sample</span>
            <input
              type="range"
              min={0}
              max={length - 1}
              value={own}
              onInput={({ currentTarget }) => {
                sample.value = Number(currentTarget.value);
              }}
            />{" "}
            {own}
          </label>
        )}
        <Choice label="show" value={shade} options={shades} />
        <Choice
          label="in"
          value={space}
          options={[
            ["kspace", "k-space"],
            ["image", "image space"],
          ]}
        />
      </div>
      <Loaded
        by={JSON.stringify(request)}
        load={async (signal) => planeOf(table, rows, await getSamples(request, signal), lineAxes)}
      >
        {(loaded) => (
          <Plane plane={loaded} shade={shade.value} isImage={space.value === "image"} titles={axes.titles} />
        )}
      </Loaded>
    </div>
  );
}

const axesOf: Readonly<
  Record<PlaneName, { name: PlaneName; fields: readonly string[]; titles: readonly [string, string] }>
> = {
  lines: { name: "lines", fields: ["kspaceEncodeStep1"], titles: ["sample", "e1"] },
  partitions: { name: "partitions", fields: ["kspaceEncodeStep2"], titles: ["sample", "e2"] },
  volume: { name: "volume", fields: ["kspaceEncodeStep1", "kspaceEncodeStep2"], titles: ["e1", "e2"] },
};

/** Two counters are the axes of a plane of samples; one is that of lines. */
function planeOf(
  table: ReadoutTable,
  rows: Uint32Array,
  received: ReceivedSamples,
  [first, second]: readonly LineAxis[],
): KSpacePlane {
  return second === undefined
    ? linesPlane(table, rows, received, first!)
    : planeOfSamples(table, rows, received, [first!, second]);
}

const palettes: Readonly<Record<Shade, Palette>> = {
  log: viridis,
  magnitude: viridis,
  phase: cyclic,
  real: diverging,
  imaginary: diverging,
};

interface PlaneProps {
  readonly plane: KSpacePlane;
  readonly shade: Shade;
  readonly isImage: boolean;
  readonly titles: readonly [string, string];
}

function Plane({ plane, shade, isImage, titles: [xTitle, yTitle] }: PlaneProps) {
  const { width, height, rows } = plane;
  const { values, range } = useMemo(
    () => shaded(isImage ? imageOfPlane(plane) : plane.data, isImage && shade === "log" ? "magnitude" : shade),
    [plane.data, shade, isImage],
  );
  const describe = (x: number, y: number) => {
    const value = values[y * width + x]!;
    const readout = rows.length === height ? rows[y]! : rows[y * width + x]!;
    const place = isImage ? `pixel ${x}, ${y}` : `${xTitle} ${x}, ${shortNames[yTitle] ?? yTitle} ${y}`;
    if (isImage) return `${place}: ${formatted(value)}`;
    const which = readout < 0 ? "not acquired" : `readout ${readout}: ${formatted(value)}`;
    return `${place}, ${which}`;
  };
  const isGray = isImage && (shade === "log" || shade === "magnitude");
  const shape = Math.max(0.25, Math.min(4, width / height / 1.6)); // elongated planes are made to fit
  return (
    <Raster
      values={values}
      width={width}
      height={height}
      palette={isGray ? gray : palettes[shade]}
      range={range}
      label={`${isImage ? "image" : "k-space"}, ${yTitle} by ${xTitle}`}
      describe={describe}
      aspect={isImage && width === 2 * height ? 1 : shape > 1 ? shape : 1}
    />
  );
}
