import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { getArrayForm, getArrayPlane } from "../../api/data.ts";
import { Choice } from "../../components/choice.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { cyclic, diverging, gray, viridis } from "../../components/palettes.ts";
import { formatted, Raster } from "../../components/raster.tsx";
import { type Shade, shaded, shades } from "../kspace/kspace-grid.ts";
import type { Measurement } from "../measurement.ts";

/** A numeric array, such as what a tap saved: one plane of its last two axes at a time. */
export function ArrayView({ name, ...measurement }: Measurement & { readonly name: string }) {
  const plane = useSignal(0);
  const shade = useSignal<Shade>("magnitude");
  return (
    <Loaded by={name} load={(signal) => getArrayForm(measurement, name, signal)}>
      {({ shape, dataType, complex }) => {
        const planes = shape.slice(0, -2).reduce((product, extent) => product * extent, 1);
        const [height, width] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
        return (
          <div class="picture">
            <div class="controls">
              <strong>{name}</strong>
              <span class="quiet">
                {shape.join(" × ")} {dataType}
              </span>
              {planes > 1 && (
                <label class="choice">
                  <span>plane</span>
                  <input
                    type="range"
                    min={0}
                    max={planes - 1}
                    value={plane.value}
                    onInput={({ currentTarget }) => {
                      plane.value = Number(currentTarget.value);
                    }}
                  />
                  {indexOf(plane.value, shape.slice(0, -2)).join(", ")}
                </label>
              )}
              <Choice
                label="show"
                value={shade}
                options={complex ? shades : shades.filter(([each]) => each === "magnitude" || each === "log")}
              />
            </div>
            <Loaded by={String(plane.value)} load={(signal) => getArrayPlane(measurement, name, plane.value, signal)}>
              {(values) => <Plane {...{ values, width, height, complex, name }} shade={shade.value} />}
            </Loaded>
          </div>
        );
      }}
    </Loaded>
  );
}

/** Indexes along the leading axes. */
function indexOf(plane: number, leading: readonly number[]): number[] {
  let rest = plane;
  return leading
    .toReversed()
    .map((extent) => {
      const index = rest % extent;
      rest = Math.floor(rest / extent);
      return index;
    })
    .toReversed();
}

interface PlaneProps {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly complex: boolean;
  readonly shade: Shade;
  readonly name: string;
}

function Plane({ values, width, height, complex, shade, name }: PlaneProps) {
  const shown = useMemo(() => {
    const interleaved = complex
      ? values
      : Float32Array.from({ length: 2 * values.length }, (_, i) => (i % 2 ? 0 : values[i / 2]!));
    return shaded(interleaved, shade);
  }, [values, shade]);
  const palette = shade === "phase" ? cyclic : shade === "magnitude" ? gray : shade === "log" ? viridis : diverging;
  return (
    <Raster
      values={shown.values}
      width={width}
      height={height}
      palette={palette}
      range={shown.range}
      label={`array ${name}`}
      describe={(x, y) => `${y}, ${x}: ${formatted(shown.values[y * width + x]!)}`}
      aspect={1}
    />
  );
}
