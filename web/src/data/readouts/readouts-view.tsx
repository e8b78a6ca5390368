import { useComputed, useSignal } from "@preact/signals";
import type { MeasurementReadouts } from "../measurement.ts";
import { FieldChoice, initialFields } from "./field-choice.tsx";
import { FilterError, filterRows } from "./filter.ts";
import { ReadoutGrid } from "./readout-grid.tsx";
import { ReadoutPlot } from "./readout-plot.tsx";
import { type SortKey, sortRows } from "./sort.ts";

/** Readouts as a table, and the samples of the chosen one. */
export function ReadoutsView(measurement: MeasurementReadouts) {
  const { table } = measurement;
  const text = useSignal("");
  const order = useSignal<readonly SortKey[]>([]);
  const fields = useSignal(initialFields(table));
  const chosen = useSignal(0);
  const filtered = useComputed(() => {
    try {
      return { rows: filterRows(table, text.value) };
    } catch (error) {
      if (error instanceof FilterError) return { problem: error.message };
      throw error;
    }
  });
  const last = useSignal(new Uint32Array());
  const rows = useComputed(() => {
    const { rows: found } = filtered.value;
    if (found === undefined) return last.peek(); // while a filter is being written
    const sorted = order.value.reduceRight(
      (rest, { field, descending }) => sortRows(table, rest, field, descending),
      found,
    );
    last.value = sorted;
    return sorted;
  });
  return (
    <div class="readouts">
      <div class="controls">
        <input
          type="search"
          class="filter"
          aria-label="filter"
          placeholder="filter: slice=2 flag:noise samples>128"
          aria-invalid={filtered.value.problem !== undefined}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
        <span class="quiet" role="status">
          {rows.value.length === table.rows
            ? `${table.rows.toLocaleString("en")} readouts`
            : `${rows.value.length.toLocaleString("en")} of ${table.rows.toLocaleString("en")} readouts`}
        </span>
        {filtered.value.problem !== undefined && <span class="failure">{filtered.value.problem}</span>}
        <FieldChoice table={table} fields={fields} />
      </div>
      <ReadoutGrid table={table} rows={rows} fields={fields} order={order} chosen={chosen} />
      {table.rows > 0 && <ReadoutPlot {...measurement} row={chosen.value} />}
    </div>
  );
}
