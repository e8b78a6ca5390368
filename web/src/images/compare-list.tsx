import type { FileEntry } from "../../../src/viewer/api/index.ts";
import type { SeriesName } from "../api/images.ts";

interface CompareListProps {
  readonly files: readonly FileEntry[];
  readonly series: SeriesName;
  readonly other: SeriesName | undefined;
  compare(other: SeriesName | undefined): void;
}

/** Chooses the series that the shown one is compared with, of any file. */
export function CompareList({ files, series, other, compare }: CompareListProps) {
  const choices = files.flatMap(({ id: file, name, groups }) =>
    groups.flatMap((group) =>
      group.series.map((each): { name: SeriesName; label: string } => ({
        name: { file, group: group.name, series: each.name },
        label: [...(files.length > 1 ? [name] : []), ...(groups.length > 1 ? [group.name] : []), each.name].join(" · "),
      })),
    ),
  );
  if (choices.length < 2) return null;
  return (
    <select
      class="compare"
      aria-label="compare with"
      title="compare with another series"
      value={other === undefined ? "" : JSON.stringify(other)}
      onChange={({ currentTarget: { value } }) => compare(value === "" ? undefined : (JSON.parse(value) as SeriesName))}
    >
      <option value="">compare with …</option>
      {choices
        .filter(({ name }) => JSON.stringify(name) !== JSON.stringify(series))
        .map(({ name, label }) => (
          <option key={JSON.stringify(name)} value={JSON.stringify(name)}>
            {label}
          </option>
        ))}
    </select>
  );
}
