import type { Signal } from "@preact/signals";
import { counters, shortNames } from "./fields.ts";
import type { ReadoutTable } from "./readout-table.ts";

const always = [
  "kspaceEncodeStep1",
  "flags",
  "acquisitionTimeStamp",
  "numberOfSamples",
  "activeChannels",
  "centerSample",
];
const ifVarying = [...counters, "encodingSpaceRef", "position_x", "position_y", "position_z"];

/** Fields to begin with: those that most readers want, and counters that differ. */
export function initialFields(table: ReadoutTable): readonly string[] {
  return allFields(table).filter(
    (name) => always.includes(name) || (ifVarying.includes(name) && table.varies(name)) || name === "row",
  );
}

/** All columns: counters first, then the others in the order of the header. */
function allFields({ columns }: ReadoutTable): string[] {
  const others = [...columns.keys()].filter(
    (name) => !name.startsWith("flags_") && !counters.some((each) => each === name),
  );
  return ["row", ...counters, "flags", ...others];
}

interface FieldChoiceProps {
  readonly table: ReadoutTable;
  readonly fields: Signal<readonly string[]>;
}

/** Which fields the table shows. */
export function FieldChoice({ table, fields }: FieldChoiceProps) {
  const all = allFields(table);
  return (
    <details class="fields">
      <summary class="button">fields</summary>
      <fieldset>
        <legend class="quiet">fields that vary are bold</legend>
        {all.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={fields.value.includes(name)}
              onChange={({ currentTarget: { checked } }) => {
                fields.value = all.filter((each) => (each === name ? checked : fields.value.includes(each)));
              }}
            />{" "}
            <span class={table.varies(name) ? "varies" : ""}>{name}</span>
            {shortNames[name] !== undefined && <span class="quiet"> {shortNames[name]}</span>}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
