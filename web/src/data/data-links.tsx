import type { GroupEntry } from "../../../src/viewer/api/index.ts";
import { linkTo } from "../shell/route.ts";
import { dataViews, viewsOf } from "./view-names.ts";

interface DataLinksProps {
  readonly file: number;
  readonly group: GroupEntry;
  readonly path: readonly string[];
}

/** Links to raw data and header of a measurement. */
export function DataLinks({ file, group, path }: DataLinksProps) {
  const isShown = (...parts: string[]) => [String(file), group.name, ...parts].every((part, i) => path[i] === part);
  return (
    <>
      {viewsOf(group).map(([view, count]) => (
        <li key={view}>
          <a href={linkTo("files", file, group.name, view)} aria-current={isShown(view) ? "true" : undefined}>
            {dataViews[view]} {count !== undefined && <span class="quiet">{count.toLocaleString("en")}</span>}
          </a>
        </li>
      ))}
      {group.arrays.map((name) => (
        <li key={name}>
          <a
            href={linkTo("files", file, group.name, "arrays", name)}
            aria-current={isShown("arrays", name) ? "true" : undefined}
          >
            {name} <span class="quiet">array</span>
          </a>
        </li>
      ))}
    </>
  );
}
