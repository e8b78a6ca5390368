import type { FileEntry } from "../../../src/viewer/api/index.ts";
import type { SeriesName } from "../api/images.ts";
import { getJson } from "../api/request.ts";
import { Loaded } from "../components/loaded.tsx";
import { loadedLater } from "../components/loaded-later.tsx";
import { DataLinks } from "../data/data-links.tsx";
import { isDataView } from "../data/view-names.ts";
import { SeriesView } from "../images/series-view.tsx";
import { linkTo, show } from "../shell/route.ts";
import { DataTree, openings } from "./data-tree.tsx";

const MeasurementView = loadedLater(async () => (await import("../data/measurement-view.tsx")).MeasurementView);

/** Files: their measurements on the left, and what the address names of them on the right. */
export function FilesArea({ path }: { readonly path: readonly string[] }) {
  return (
    <Loaded by={`files ${openings.value}`} keeps load={(signal) => getJson<readonly FileEntry[]>("files", {}, signal)}>
      {(files) => (
        <div class="files">
          <nav class="contents" aria-label="contents of files">
            {files.map((file) => (
              <FileContents key={file.id} file={file} path={path} />
            ))}
            <DataTree />
          </nav>
          <section>
            <Shown files={files} path={path} />
          </section>
        </div>
      )}
    </Loaded>
  );
}

function FileContents({ file, path }: { readonly file: FileEntry; readonly path: readonly string[] }) {
  return (
    <>
      <h2>{file.name}</h2>
      {file.groups.map((group) => (
        <ul key={group.name} aria-label={group.name}>
          <li class="quiet">{group.name}</li>
          <DataLinks file={file.id} group={group} path={path} />
          {group.series.map(({ name, count }) => (
            <li key={name}>
              <a
                href={linkTo("files", file.id, group.name, "images", name)}
                aria-current={
                  path[0] === String(file.id) && path[1] === group.name && path[3] === name ? "true" : undefined
                }
              >
                {name} <span class="quiet">{count}</span>
              </a>
            </li>
          ))}
        </ul>
      ))}
    </>
  );
}

/**
 * What the address names: `file/group/view` of raw data, or `file/group/images/series`, with `with/file/group/series`
 * for the one that it is compared with. If it names only a file, or nothing, the first series with images is shown.
 */
function Shown({ files, path }: { readonly files: readonly FileEntry[]; readonly path: readonly string[] }) {
  const named = path.length === 1 ? files.filter(({ id }) => String(id) === path[0]) : files;
  const data = dataNamed(named, path.length === 1 ? [] : path);
  if (data !== undefined) return <MeasurementView {...data} />;
  const chosen = path.length <= 1 ? firstSeries(named) : seriesNamed(files, path[0], path[1], path[3]);
  if (chosen === undefined)
    return (
      <p class="quiet message">{path.length === 0 ? "these files have no images" : "the files have no such series"}</p>
    );
  const { file, group, series } = chosen;
  const address = ["files", file, group, "images", series] as const;
  const other = path[4] === "with" ? seriesNamed(files, path[5], path[6], path[7]) : undefined;
  return (
    <SeriesView
      series={chosen}
      other={other}
      files={files}
      compare={(chosenOther) =>
        show(...address, ...(chosenOther ? ["with", chosenOther.file, chosenOther.group, chosenOther.series] : []))
      }
    />
  );
}

function firstSeries(files: readonly FileEntry[]): SeriesName | undefined {
  const names = files.flatMap(({ id, groups }) =>
    groups.flatMap((group) => group.series.map(({ name }) => ({ file: id, group: group.name, series: name }))),
  );
  return names[0];
}

function seriesNamed(
  files: readonly FileEntry[],
  file: string | undefined,
  groupName: string | undefined,
  name: string | undefined,
): SeriesName | undefined {
  const found = files.find(({ id }) => String(id) === file);
  const group = found?.groups.find((each) => each.name === groupName);
  const series = group?.series.find((each) => each.name === name);
  return found && group && series && { file: found.id, group: group.name, series: series.name };
}

/** The view of raw data that the address names; the readouts of the first measurement if it names nothing. */
function dataNamed(files: readonly FileEntry[], [file, group, view, name]: readonly string[]) {
  const found = files.find(({ id }) => file === undefined || String(id) === file);
  const entry = found?.groups.find((each) => group === undefined || each.name === group);
  if (found === undefined || entry === undefined) return undefined;
  const first = firstSeries(files) === undefined && entry.readouts > 0 ? "readouts" : undefined;
  const shown = file === undefined ? first : view;
  return isDataView(shown) ? { file: found.id, group: entry.name, entry, view: shown, name } : undefined;
}
