import { useEffect, useMemo, useRef } from "preact/hooks";
import type { KSpaceState } from "../../../src/viewer/api/index.ts";
import { type Filling, fillingOf } from "./filling.ts";
import { countText } from "./format.ts";
import { pixelOf } from "./pixels.ts";

/** Which lines of k-space have arrived, by encoding. */
export function KSpaceView({ states }: { readonly states: readonly KSpaceState[] }) {
  const filled = states.filter(({ frames }) => frames > 0);
  return (
    <section class="live-panel" aria-label="k-space">
      <h3>k-space lines</h3>
      {filled.length === 0 && <p class="quiet">no lines yet</p>}
      {filled.map((state) => (
        <Encoding key={state.encoding} state={state} several={filled.length > 1} />
      ))}
    </section>
  );
}

function Encoding({ state, several }: { readonly state: KSpaceState; readonly several: boolean }) {
  const filling = useMemo(() => fillingOf(state), [state]);
  const [across, down] = state.e2 > 1 ? ["partitions", "lines"] : ["images", "lines"];
  return (
    <figure class="live-kspace">
      <FillingCanvas filling={filling} />
      <figcaption>
        {several && <b>encoding {state.encoding} · </b>}
        <span class="quiet">
          {down} ↓ {across} → {state.e1} × {filling.width}
        </span>
        <ul class="live-legend">
          <li>
            <i class="filled" /> {countText(filling.filled)} received
          </li>
          <li>
            <i class="missing" /> {countText(filling.missing)} missing
          </li>
          {filling.repeated > 0 && (
            <li>
              <i class="repeated" /> {countText(filling.repeated)} repeated
            </li>
          )}
          {filling.calibration > 0 && (
            <li>
              <i class="calibration" /> {countText(filling.calibration)} calibration
            </li>
          )}
          {state.outside > 0 && <li class="failure">{countText(state.outside)} outside of the matrix</li>}
        </ul>
      </figcaption>
    </figure>
  );
}

function FillingCanvas({ filling }: { readonly filling: Filling }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { current } = canvas;
    const context = current!.getContext("2d")!;
    const style = getComputedStyle(current!);
    const colors = ["missing", "filled", "repeated", "calibration"].map((name) =>
      (style.getPropertyValue(`--${name}`).match(/\d+/g) ?? []).map(Number),
    );
    const { width, height, kinds } = filling;
    const picture = context.createImageData(width, height);
    const palette = Uint32Array.from(colors, ([red = 0, green = 0, blue = 0]) => pixelOf(red, green, blue));
    const pixels = new Uint32Array(picture.data.buffer);
    for (let i = 0; i < kinds.length; i += 1) pixels[i] = palette[kinds[i]!]!;
    [current!.width, current!.height] = [width, height];
    context.putImageData(picture, 0, 0);
  }, [filling]);
  return <canvas ref={canvas} aria-label={`${filling.filled} lines received, ${filling.missing} missing`} role="img" />;
}
