import type { Source, Viewer, WindowKind } from "../state/viewer.ts";
import { HistogramPlot } from "./histogram-plot.tsx";

const kinds: Readonly<Record<WindowKind, string>> = {
  stored: "of the attributes",
  percentiles: "1 to 99.5 % of the series",
  image: "1 to 99.5 % of each image",
  range: "smallest to largest value",
};

/** Window and level: automatic, by numbers, or by the histogram. */
export function WindowPanel({ viewer }: { readonly viewer: Viewer }) {
  const source: Source = viewer.layout.value === "difference" && viewer.other.value ? "difference" : "a";
  const { black, white } = viewer.window(source);
  const set = (center: number, width: number) => {
    if (Number.isFinite(center) && width > 0)
      viewer.setWindow(source, { black: center - width / 2, white: center + width / 2 });
  };
  return (
    <details open>
      <summary>Window</summary>
      <HistogramPlot key={source} viewer={viewer} source={source} />
      <div class="fields">
        <NumberField label="center" value={(black + white) / 2} set={(value) => set(value, white - black)} />
        <NumberField label="width" value={white - black} set={(value) => set((black + white) / 2, value)} />
      </div>
      {source === "difference" ? (
        <p class="quiet">Until it is changed: from −w to w, where w is percentile 99.5 of the absolute values.</p>
      ) : (
        <AutomaticList viewer={viewer} />
      )}
      {viewer.other.value && source !== "difference" && (
        <label class="row">
          <span>
            <input
              type="checkbox"
              checked={viewer.linked.value}
              onChange={({ currentTarget }) => {
                viewer.linked.value = currentTarget.checked;
              }}
            />{" "}
            one window for A and B
          </span>
        </label>
      )}
    </details>
  );
}

function AutomaticList({ viewer }: { readonly viewer: Viewer }) {
  const hasStored = viewer.hasStoredWindow.value;
  const kind = viewer.windowKind.value === "stored" && !hasStored ? "percentiles" : viewer.windowKind.value;
  return (
    <label class="row">
      automatic
      <select
        value={viewer.isManual.value ? "manual" : kind}
        onChange={({ currentTarget }) => viewer.setWindowKind(currentTarget.value as WindowKind)}
      >
        {viewer.isManual.value && (
          <option value="manual" disabled>
            set by hand
          </option>
        )}
        {(Object.keys(kinds) as WindowKind[])
          .filter((each) => each !== "stored" || hasStored)
          .map((each) => (
            <option key={each} value={each}>
              {kinds[each]}
            </option>
          ))}
      </select>
    </label>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  set(value: number): void;
}

function NumberField({ label, value, set }: NumberFieldProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        step="any"
        value={Number(value.toPrecision(6))}
        onChange={({ currentTarget }) => set(currentTarget.valueAsNumber)}
      />
    </label>
  );
}
