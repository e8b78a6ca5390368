import type { Signal } from "@preact/signals";
import { counters, shortNames } from "./readouts/fields.ts";
import type { ReadoutTable } from "./readouts/readout-table.ts";

/** Values of counters that are chosen; those that are absent are the first ones. */
export type Chosen = Readonly<Record<string, number>>;

/** Counters that may be chosen, besides the lines of k-space. */
const loops = ["encodingSpaceRef", ...counters] as const;

/** In place of a value: all of them. */
export const ALL = -1;

interface SelectionProps {
  readonly table: ReadoutTable;
  /** Readouts among which to choose. */
  readonly rows: Uint32Array;
  readonly chosen: Signal<Chosen>;
  /** Counters that are axes, and therefore not chosen. */
  readonly except: readonly string[];
  /** Counters of which all values may be taken together, which they are at first. */
  readonly mayBeAll?: readonly string[];
}

/** Choices of the counters that vary. */
export function Selection({ table, rows, chosen, except, mayBeAll = [] }: SelectionProps) {
  return (
    <>
      {choicesOf(table, rows, except).map(({ name, values }) => {
        const all = mayBeAll.includes(name);
        const value = chosenValue(chosen.value, name, values, all);
        return (
          <label key={name} class="choice">
            <span>{shortNames[name] ?? name}</span>
            <select
              aria-label={shortNames[name] ?? name}
              value={String(value)}
              onChange={({ currentTarget }) => {
                chosen.value = { ...chosen.value, [name]: Number(currentTarget.value) };
              }}
            >
              {all && <option value={String(ALL)}>all</option>}
              {values.map((each) => (
                <option key={each} value={String(each)}>
                  {each}
                </option>
              ))}
            </select>
          </label>
        );
      })}
    </>
  );
}

/** The readouts that have the chosen counters. */
export function selectRows(
  table: ReadoutTable,
  rows: Uint32Array,
  chosen: Chosen,
  except: readonly string[],
  mayBeAll: readonly string[] = [],
): Uint32Array {
  return choicesOf(table, rows, except).reduce((left, { name, values }) => {
    const value = chosenValue(chosen, name, values, mayBeAll.includes(name));
    const column = table.column(name);
    return value === ALL || typeof column === "number" ? left : left.filter((row) => column[row] === value);
  }, rows);
}

function choicesOf(table: ReadoutTable, rows: Uint32Array, except: readonly string[]) {
  return loops
    .filter((name) => !except.includes(name) && table.varies(name))
    .map((name) => ({ name, values: table.valuesOf(name, rows) }))
    .filter(({ values }) => values.length > 1);
}

function chosenValue(chosen: Chosen, name: string, values: readonly number[], all: boolean): number {
  const value = chosen[name];
  if (value !== undefined && (values.includes(value) || (all && value === ALL))) return value;
  return all ? ALL : values[0]!;
}
