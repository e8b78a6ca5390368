import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Choice } from "../../components/choice.tsx";
import { type Palette, viridis } from "../../components/palettes.ts";
import { Raster } from "../../components/raster.tsx";
import type { MeasurementReadouts } from "../measurement.ts";
import { counters, shortNames } from "../readouts/fields.ts";
import { type Chosen, Selection, selectRows } from "../selection.tsx";
import { encodedRows, type SamplingPattern, samplingPattern } from "./pattern.ts";

/** Which lines were acquired, how often, and in which order. */
export function PatternView({ table, header }: MeasurementReadouts) {
  const encoded = useMemo(() => encodedRows(table), [table]);
  const y = useSignal<string>(
    ["kspaceEncodeStep2", "repetition", "slice", "contrast", "phase", "set", "average"].find((name) =>
      table.varies(name),
    ) ?? "kspaceEncodeStep2",
  );
  const chosen = useSignal<Chosen>({});
  const show = useSignal<"counts" | "order">("counts");
  const axes = ["kspaceEncodeStep1", y.value];
  const mayBeAll = counters.filter((name) => !axes.includes(name));
  const rows = useMemo(
    () => selectRows(table, encoded, chosen.value, axes, mayBeAll),
    [encoded, chosen.value, y.value],
  );
  const first = rows[0];
  const pattern = useMemo(() => {
    const [, lines, partitions] = header.encodings[first === undefined ? 0 : table.value("encodingSpaceRef", first)]
      ?.matrix ?? [1, 1, 1];
    return samplingPattern(
      table,
      rows,
      { field: "kspaceEncodeStep1", size: lines },
      { field: y.value, size: y.value === "kspaceEncodeStep2" ? partitions : 1 },
    );
  }, [rows, y.value]);
  if (first === undefined) return <p class="quiet">this measurement has no readouts of images</p>;
  const { width, height, counts, calibration } = pattern;
  const yName = shortNames[y.value] ?? y.value;
  const options = counters.filter((name) => name !== "kspaceEncodeStep1" && (name === y.value || table.varies(name)));
  return (
    <div class="picture">
      <div class="controls">
        <Choice label="e1 by" value={y} options={options.map((name) => [name, shortNames[name] ?? name])} />
        <Selection table={table} rows={encoded} chosen={chosen} except={axes} mayBeAll={mayBeAll} />
        <Choice
          label="show"
          value={show}
          options={[
            ["counts", "acquired, repeated, missing"],
            ["order", "order of acquisition"],
          ]}
        />
      </div>
      {show.value === "counts" && <Legend pattern={pattern} />}
      {show.value === "counts" ? (
        <Raster
          values={kindsOf(pattern)}
          width={width}
          height={height}
          palette={kinds}
          range={[0, 255]}
          label={`sampling pattern, e1 by ${yName}`}
          describe={(e1, other) => {
            const at = other * width + e1;
            const extra = calibration[at]! > 0 ? `, and ${calibration[at]} for calibration` : "";
            return `e1 ${e1}, ${yName} ${other}: acquired ${counts[at]} times${extra}`;
          }}
          aspect={aspectOf(pattern)}
        />
      ) : (
        <Order table={table} rows={rows} pattern={pattern} y={y.value} />
      )}
    </div>
  );
}

/** Rows of a pattern that has few are made higher, so that they can be seen. */
function aspectOf({ width, height }: SamplingPattern): number {
  return Math.max(1, width / height / 2.2);
}

/** Entries of the palette: missing, calibration alone, acquired once, repeated, imaging and calibration. */
const entries = { missing: 0, calibration: 64, once: 128, repeated: 192, both: 255 } as const;
const kindColors: Readonly<Record<keyof typeof entries, readonly [number, number, number]>> = {
  missing: [58, 63, 71],
  calibration: [230, 159, 0],
  once: [86, 180, 233],
  repeated: [0, 114, 178],
  both: [0, 158, 115],
};
const kinds: Palette = new Uint8ClampedArray(3 * 256);
for (const [name, entry] of Object.entries(entries)) kinds.set(kindColors[name as keyof typeof entries], 3 * entry);

function kindsOf({ counts, calibration }: SamplingPattern): Float32Array {
  return Float32Array.from(counts, (count, at) => {
    if (calibration[at]! > 0) return count > 0 ? entries.both : entries.calibration;
    return count === 0 ? entries.missing : count === 1 ? entries.once : entries.repeated;
  });
}

function Legend({
  pattern: { acquired, missing, repeated, calibrated, width, height },
}: {
  readonly pattern: SamplingPattern;
}) {
  const items = [
    ["once", `acquired ${acquired} of ${width * height}`],
    ["repeated", `more than once ${repeated}`],
    ["calibration", `for calibration alone ${calibrated}`],
    ["both", "imaging and calibration"],
    ["missing", `missing ${missing}`],
  ] as const;
  return (
    <ul class="legend">
      {items.map(([kind, text]) => (
        <li key={kind}>
          <i style={{ background: `rgb(${kindColors[kind].join(" ")})` }} />
          {text}
        </li>
      ))}
    </ul>
  );
}

interface OrderProps extends Pick<MeasurementReadouts, "table"> {
  readonly rows: Uint32Array;
  readonly pattern: SamplingPattern;
  readonly y: string;
}

function Order({ table, rows, pattern, y }: OrderProps) {
  const { width, height } = pattern;
  const order = useMemo(() => {
    const values = new Float32Array(width * height).fill(Number.NaN);
    for (const [i, row] of rows.entries()) {
      values[table.value(y, row) * width + table.value("kspaceEncodeStep1", row)] = i;
    }
    return values;
  }, [rows, y]);
  return (
    <Raster
      values={order}
      width={width}
      height={height}
      palette={viridis}
      range={[0, Math.max(1, rows.length - 1)]}
      label="order of acquisition"
      describe={(e1, other) => {
        const index = order[other * width + e1]!;
        const name = shortNames[y] ?? y;
        return Number.isNaN(index)
          ? `e1 ${e1}, ${name} ${other}: missing`
          : `e1 ${e1}, ${name} ${other}: number ${index}, readout ${rows[index]}`;
      }}
      aspect={aspectOf(pattern)}
    />
  );
}
