import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { GroupEntry } from "../../../src/viewer/api/index.ts";
import { type GroupName, getHeader } from "../api/data.ts";
import { Loaded } from "../components/loaded.tsx";
import { type Keys, useKeys } from "../shell/help.tsx";
import { ArrayView } from "./arrays/array-view.tsx";
import { CoilView } from "./coils/coil-view.tsx";
import { Findings } from "./findings.tsx";
import { HeaderView } from "./header/header-view.tsx";
import { KSpaceView } from "./kspace/kspace-view.tsx";
import { PatternView } from "./kspace/pattern-view.tsx";
import { loadTable } from "./load-table.ts";
import type { Measurement, MeasurementReadouts } from "./measurement.ts";
import { NoiseView } from "./noise/noise-view.tsx";
import { ReadoutsView } from "./readouts/readouts-view.tsx";
import { TrajectoryView } from "./trajectory/trajectory-view.tsx";
import type { DataViewName } from "./view-names.ts";
import { WaveformView } from "./waveforms/waveform-view.tsx";

/** Views that need the header fields of all readouts. */
const readoutViews: Readonly<Partial<Record<DataViewName, ComponentType<MeasurementReadouts>>>> = {
  readouts: ReadoutsView,
  kspace: KSpaceView,
  sampling: PatternView,
  trajectory: TrajectoryView,
  noise: NoiseView,
  coils: CoilView,
  waveforms: WaveformView,
};

const keys: Keys = {
  title: "Raw data",
  rows: [
    ["↑ ↓", "in the table: previous and next readout"],
    ["PageUp PageDown", "in the table: a page back and forth"],
    ["Home End", "in the table: first and last readout"],
    ["← → ↑ ↓", "on k-space, a pattern or a matrix: read a value; on a trajectory in 3-D: rotate it"],
  ],
};

interface MeasurementViewProps extends GroupName {
  readonly entry: GroupEntry;
  readonly view: DataViewName;
  /** Name of an array. */
  readonly name?: string | undefined;
}

/** Raw data and header of a measurement. */
export function MeasurementView({ view, name, entry, file, group }: MeasurementViewProps) {
  useKeys(keys);
  const key = JSON.stringify([file, group]);
  return (
    <div class="data">
      {entry.readouts > 0 && <Findings key={key} file={file} group={group} />}
      <Loaded by={key} load={(signal) => getHeader({ file, group }, signal)}>
        {(header) => {
          const measurement: Measurement = { file, group, entry, header };
          if (view === "header") return <HeaderView {...measurement} />;
          if (view === "arrays") return <ArrayView key={name} {...measurement} name={name ?? ""} />;
          return <WithReadouts key={view} view={view} {...measurement} />;
        }}
      </Loaded>
    </div>
  );
}

function WithReadouts({ view, ...measurement }: Measurement & { readonly view: DataViewName }) {
  const read = useSignal(0);
  const { entry, file, group } = measurement;
  const View = readoutViews[view]!;
  return (
    <>
      <Loaded
        by={JSON.stringify([file, group])}
        load={() =>
          loadTable(measurement, entry.readouts, (rows) => {
            read.value = rows;
          })
        }
      >
        {(table) => <View {...measurement} table={table} />}
      </Loaded>
      {entry.readouts > 100_000 && read.value > 0 && read.value < entry.readouts && (
        <progress value={read.value} max={entry.readouts} aria-label="headers of readouts" />
      )}
    </>
  );
}
