import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { getSamples } from "../../api/data.ts";
import { Choice } from "../../components/choice.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { curveColor } from "../../components/palettes.ts";
import { type Curve, Plot } from "../../components/plot.tsx";
import { coilTitle, type MeasurementReadouts } from "../measurement.ts";
import { asImage, parts, partsOf, type SampleParts } from "./sample-parts.ts";

/** The samples of a readout. */
export function ReadoutPlot({ row, ...measurement }: MeasurementReadouts & { readonly row: number }) {
  const { file, group, table } = measurement;
  const part = useSignal<SampleParts>("magnitude");
  const space = useSignal<"kspace" | "image">("kspace");
  const coils = useSignal<readonly number[] | undefined>(undefined);
  const count = table.value("activeChannels", row);
  return (
    <section class="readout-plot" aria-label={`samples of readout ${row}`}>
      <div class="controls">
        <strong>readout {row}</strong>
        <Choice label="show" value={part} options={parts} />
        <Choice
          label="in"
          value={space}
          options={[
            ["kspace", "k-space"],
            ["image", "image space"],
          ]}
        />
        <CoilChips measurement={measurement} count={count} coils={coils} />
      </div>
      <Loaded by={String(row)} load={(signal) => getSamples({ file, group, rows: [row] }, signal)}>
        {({ values, samples: [length = 0], width: [own = 0] }) => (
          <Samples
            values={values}
            length={length}
            coils={coils.value?.filter((coil) => coil < own) ?? Array.from({ length: own }, (_, coil) => coil)}
            count={own}
            part={part.value}
            space={space.value}
            label={`readout ${row}, ${part.value}`}
          />
        )}
      </Loaded>
    </section>
  );
}

interface SamplesProps {
  readonly values: Float32Array;
  readonly length: number;
  readonly coils: readonly number[];
  readonly count: number;
  readonly part: SampleParts;
  readonly space: "kspace" | "image";
  readonly label: string;
}

function Samples({ values, length, coils, count, part, space, label }: SamplesProps) {
  const x = useMemo(() => Float64Array.from({ length }, (_, i) => i), [length]);
  const shown = useMemo(() => (space === "image" ? asImage(values, length) : values), [values, space]);
  const curves = useMemo(
    () =>
      coils.flatMap((coil): Curve[] =>
        partsOf(shown.subarray(2 * coil * length, 2 * (coil + 1) * length), part).map(({ name, values: own }, i) => ({
          label: `coil ${coil} ${name}`,
          color: curveColor(coil, count),
          values: own,
          dashed: i > 0,
        })),
      ),
    [shown, coils.join(), part],
  );
  if (length === 0) return <p class="quiet">this readout has no samples</p>;
  return <Plot x={x} curves={curves} xTitle={space === "image" ? "pixel" : "sample"} label={label} />;
}

interface CoilChipsProps {
  readonly measurement: MeasurementReadouts;
  readonly count: number;
  /** Undefined: all. */
  readonly coils: Signal<readonly number[] | undefined>;
}

/** Which coils are shown: all, or some. */
function CoilChips({ measurement, count, coils }: CoilChipsProps) {
  const all = useComputed(() => coils.value === undefined);
  return (
    <fieldset class="chips" aria-label="coils">
      <button
        type="button"
        aria-pressed={all.value}
        onClick={() => {
          coils.value = undefined;
        }}
      >
        all coils
      </button>
      {Array.from({ length: count }, (_, coil) => {
        const isShown = coils.value?.includes(coil) ?? true;
        return (
          <button
            key={coil}
            type="button"
            title={coilTitle(measurement, coil)}
            aria-label={`coil ${coilTitle(measurement, coil)}`}
            aria-pressed={isShown}
            style={{ "--chip": curveColor(coil, count) }}
            onClick={() => {
              const others = coils.value?.filter((each) => each !== coil);
              if (others === undefined) coils.value = [coil];
              else if (!isShown) coils.value = [...others, coil];
              else coils.value = others.length === 0 ? undefined : others;
            }}
          >
            {coil}
          </button>
        );
      })}
    </fieldset>
  );
}
