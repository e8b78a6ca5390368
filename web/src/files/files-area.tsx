import type { FileEntry, GroupEntry } from "../../../src/viewer/api/index.ts";
import { getJson } from "../api/request.ts";
import { Loaded } from "../components/loaded.tsx";
import { SeriesView } from "../images/series-view.tsx";
import { linkTo } from "../shell/route.ts";

/** Files: their measurements on the left, and what the address names of them on the right. */
export function FilesArea({ path }: { readonly path: readonly string[] }) {
  return (
    <Loaded by="files" load={(signal) => getJson<readonly FileEntry[]>("files", {}, signal)}>
      {(files) => (
        <div class="files">
          <nav class="contents" aria-label="contents of files">
            {files.map((file) => (
              <FileContents key={file.id} file={file} path={path} />
            ))}
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

/** The first series with images is shown if the address names nothing. */
function Shown({ files, path }: { readonly files: readonly FileEntry[]; readonly path: readonly string[] }) {
  const named = files.find(({ id }) => String(id) === path[0]);
  const group = named?.groups.find(({ name }) => name === path[1]);
  const chosen = group === undefined ? firstSeries(files) : seriesOf(named!, group, path[3]);
  if (chosen === undefined) return <p class="quiet">these files have no images</p>;
  return <SeriesView key={JSON.stringify(chosen)} {...chosen} />;
}

function firstSeries(files: readonly FileEntry[]) {
  for (const file of files) for (const group of file.groups) if (group.series.length > 0) return seriesOf(file, group);
  return undefined;
}

function seriesOf({ id: file }: FileEntry, { name: group, series }: GroupEntry, name?: string) {
  const found = series.find((each) => name === undefined || each.name === name);
  return found && { file, group, series: found.name, count: found.count };
}
