import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { DataFile, DataFiles, FileEntry } from "../../../src/viewer/api/index.ts";
import { about } from "../api/about.ts";
import { getJson } from "../api/request.ts";
import { Loaded } from "../components/loaded.tsx";
import { show } from "../shell/route.ts";

/** Increased when a file was opened: the list of open files is requested again. */
export const openings = signal(0);

/** The files of the server's folder of data, if it has one: a click opens one. */
export function DataTree() {
  if (about.value?.data !== true) return null;
  return (
    <Loaded by="data" load={(signal) => getJson<DataFiles>("data", {}, signal)}>
      {({ files, incomplete }) => (
        <section class="data-tree" aria-label="folder of data">
          <h2>Folder of data</h2>
          {files.length === 0 && <p class="quiet">it has no files</p>}
          <Folder files={files} depth={0} />
          {incomplete && <p class="quiet">… and more files</p>}
        </section>
      )}
    </Loaded>
  );
}

/** Files that share their first folders. @param depth number of these folders */
function Folder({ files, depth }: { readonly files: readonly DataFile[]; readonly depth: number }) {
  const inFolders = files.filter(({ path }) => path.split("/").length > depth + 1);
  const folders = new Map<string, DataFile[]>();
  for (const file of inFolders) {
    const name = file.path.split("/")[depth]!;
    folders.set(name, [...(folders.get(name) ?? []), file]);
  }
  const own = files.filter(({ path }) => path.split("/").length === depth + 1);
  return (
    <ul>
      {[...folders].map(([name, inner]) => (
        <li key={name}>
          <details open={folders.size + own.length < 12}>
            <summary>{name}</summary>
            <Folder files={inner} depth={depth + 1} />
          </details>
        </li>
      ))}
      {own.map((file) => (
        <OpenButton key={file.path} {...file} />
      ))}
    </ul>
  );
}

function OpenButton({ path, modified }: DataFile) {
  const [failure, setFailure] = useState<string | undefined>();
  const open = async () => {
    try {
      const { id } = await getJson<FileEntry>("data/open", { path });
      setFailure(undefined);
      openings.value += 1;
      show("files", id);
    } catch (error) {
      setFailure((error as Error).message);
    }
  };
  return (
    <li>
      <button type="button" class="plain" title={new Date(modified).toLocaleString()} onClick={() => void open()}>
        {path.slice(path.lastIndexOf("/") + 1)}
      </button>
      {failure !== undefined && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
    </li>
  );
}
