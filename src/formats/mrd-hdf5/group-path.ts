import { counted } from "../../text/index.ts";
import { StorageError } from "./errors.ts";

/** How deep groups are read, at most: hard links can make a group contain itself. */
export const DEEPEST_GROUP = 8;

/**
 * The path of a group as h5py and libismrmrd accept it, `/dataset`, `a/b` or `a/b/`, in one spelling: `dataset`, `a/b`.
 * It is empty for the root.
 */
export function groupPath(name: string): string {
  return name
    .split("/")
    .filter((part) => part !== "")
    .join("/");
}

/** The name of a group in messages. */
export function groupName(path: string): string {
  return path === "" ? "/" : path;
}

/** Where a group is, and its own name. */
export function splitPath(path: string): { readonly parent: string; readonly name: string } {
  const cut = path.lastIndexOf("/");
  return { parent: path.slice(0, Math.max(0, cut)), name: path.slice(cut + 1) };
}

/**
 * The path of a group that is to be written.
 * @throws StorageError `invalid-name` if HDF5 cannot hold a group of this name
 */
export function writablePath(name: string): string {
  const path = groupPath(name);
  const why = problemOf(path);
  if (why === undefined) return path;
  throw new StorageError("invalid-name", `"${name}" cannot be the name of a group in an HDF5 file: ${why}`);
}

function problemOf(path: string): string | undefined {
  if (path === "") return "it is empty, or the root: write a name, such as dataset";
  if (path.includes("\0")) return "it contains a zero character";
  const parts = path.split("/");
  if (parts.length > DEEPEST_GROUP) return `it is more than ${counted(DEEPEST_GROUP, "group")} deep`;
  return parts.includes(".") ? 'a part of it is "."' : undefined;
}
