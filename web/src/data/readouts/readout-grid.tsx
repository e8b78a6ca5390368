import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { formatted } from "../../components/raster.tsx";
import { flagsOf, shortNames } from "./fields.ts";
import type { ReadoutTable } from "./readout-table.ts";
import type { SortKey } from "./sort.ts";

const ROW_PIXELS = 22;
/** Browsers limit the height of elements to about 17 million pixels: a longer table scrolls by more than its rows. */
const MOST_PIXELS = 8_000_000;
const MOST_ROWS = 120;

interface ReadoutGridProps {
  readonly table: ReadoutTable;
  readonly rows: ReadonlySignal<Uint32Array>;
  readonly fields: ReadonlySignal<readonly string[]>;
  /** What the rows are sorted by, the most important field first. */
  readonly order: Signal<readonly SortKey[]>;
  /** The readout that is plotted. */
  readonly chosen: Signal<number>;
}

/** Readouts as a table of which only the rows in view exist. */
export function ReadoutGrid({ table, rows, fields, order, chosen }: ReadoutGridProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useSignal({ top: 0, height: 400 });
  const position = useSignal(0); // of the chosen readout among the rows
  const count = rows.value.length;
  const visible = Math.max(1, Math.floor((view.value.height - ROW_PIXELS) / ROW_PIXELS));
  const height = Math.min(count * ROW_PIXELS, MOST_PIXELS);
  const scrollable = Math.max(1, height + ROW_PIXELS - view.value.height);
  const isExact = count * ROW_PIXELS <= MOST_PIXELS;
  const first = Math.max(
    0,
    isExact
      ? Math.floor(view.value.top / ROW_PIXELS)
      : Math.round((Math.min(1, view.value.top / scrollable) * (count - visible)) | 0),
  );
  const shown = Math.min(count - first, visible + 2, MOST_ROWS);
  const offset = isExact ? first * ROW_PIXELS : Math.min(view.value.top, height - shown * ROW_PIXELS);

  useEffect(() => {
    const element = place.current!;
    const observer = new ResizeObserver(() => {
      view.value = { ...view.peek(), height: element.clientHeight };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const choose = (index: number) => {
    const own = Math.min(Math.max(index, 0), count - 1);
    if (own < 0) return;
    position.value = own;
    chosen.value = rows.value[own]!;
    if (own >= first && own < first + visible) return;
    const top = own < first ? own : own - visible + 1;
    place.current!.scrollTop = isExact ? top * ROW_PIXELS : (top / (count - visible)) * scrollable;
  };
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: visible,
    PageUp: -visible,
    Home: -count,
    End: count,
  };
  const columns = fields.value;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot scroll, and has only the rows in view.
    <div
      ref={place}
      class="grid"
      role="grid"
      aria-label="readouts"
      aria-rowcount={count}
      aria-activedescendant={`readout-${chosen.value}`}
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        view.value = { ...view.peek(), top: currentTarget.scrollTop };
      }}
      onKeyDown={(event) => {
        const step = steps[event.key];
        if (step === undefined) return;
        event.preventDefault();
        choose(position.value + step);
      }}
    >
      <div class="grid-space" style={{ height: `${height + ROW_PIXELS}px` }}>
        <table style={{ top: `${offset}px` }}>
          <thead>
            <tr>
              {columns.map((name) => {
                const direction = directionOf(order.value, name);
                return (
                  <th key={name} aria-sort={direction} class={name === "flags" ? "flags" : ""}>
                    <button
                      type="button"
                      title={name}
                      onClick={() => {
                        const others = order.value.filter(({ field }) => field !== name);
                        order.value =
                          direction === "descending"
                            ? []
                            : [{ field: name, descending: direction === "ascending" }, ...others];
                      }}
                    >
                      {shortNames[name] ?? name}
                      {direction === "none" ? "" : direction === "ascending" ? " ↑" : " ↓"}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: Math.max(0, shown) }, (_, i) => {
              const row = rows.value[first + i]!;
              return (
                <tr
                  key={i}
                  id={`readout-${row}`}
                  aria-rowindex={first + i + 1}
                  aria-selected={row === chosen.value}
                  onClick={() => choose(first + i)}
                >
                  {columns.map((name) => (
                    <td key={name} class={name === "flags" ? "flags" : ""}>
                      {cellText(table, name, row)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function directionOf([first]: readonly SortKey[], name: string): "none" | "ascending" | "descending" {
  if (first?.field !== name) return "none";
  return first.descending ? "descending" : "ascending";
}

function cellText(table: ReadoutTable, name: string, row: number): string {
  if (name === "row") return String(row);
  if (name === "flags") return flagsOf(table.value("flags_0", row), table.value("flags_1", row)).join(" ");
  return formatted(table.value(name, row));
}
