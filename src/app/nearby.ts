import { readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

/** Maximum number of folders that are searched. */
const MOST_FOLDERS = 200;

/**
 * Files with one of some names in the working folder, in that of a chain's file, and in the folders within and next to
 * them, as paths that a command line can use.
 * @param chainFile path of a chain's file
 */
function nearbyFiles(names: readonly string[], chainFile?: string): string[] {
  const starts = [".", ...(chainFile === undefined ? [] : [dirname(chainFile), dirname(dirname(resolve(chainFile)))])];
  const folders = [...new Set(starts.flatMap((start) => [start, ...foldersIn(start)]).map((path) => resolve(path)))];
  return folders.slice(0, MOST_FOLDERS).flatMap((folder) =>
    entriesOf(folder)
      .filter((entry) => entry.isFile() && names.includes(entry.name))
      .map(({ name }) => shown(join(folder, name))),
  );
}

/** A file near by with the chain that a config names, with or without folder and extension. */
export function chainFileNearby(config: string): string | undefined {
  const name = basename(config).replace(/\.(ya?ml|xml)$/, "");
  return nearbyFiles([`${name}.yaml`, `${name}.yml`])[0];
}

/** Advice if the chain of an unknown name is in a file near by; `undefined` if there is none. */
export function chainNearby(config: string): string | undefined {
  const file = chainFileNearby(config);
  if (file === undefined) return undefined;
  const folder = file.endsWith(".yaml") ? `add --pipelines ${shown(dirname(resolve(file)))}, or ` : "";
  return `but there is ${file}: ${folder}give its path instead of its name`;
}

/** Advice if a gadget of an unknown name is in a file near by; `undefined` if there is none. */
export function gadgetNearby(name: string, chainFile?: string): string | undefined {
  const [file] = nearbyFiles(
    ["ts", "js", "mts", "mjs"].map((ending) => `${name}.${ending}`),
    chainFile,
  );
  return file && `there is ${file}: add --gadgets ${shown(dirname(resolve(file)))}`;
}

function shown(path: string): string {
  const short = relative(".", path);
  return short === "" ? "." : short;
}

function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name))
    .map(({ name }) => join(folder, name));
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // a folder that cannot be read is none that --gadgets accepts
  }
}
