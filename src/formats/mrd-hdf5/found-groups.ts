import { type GroupContents, groupContents } from "./group-contents.ts";
import { DEEPEST_GROUP } from "./group-path.ts";
import type { H5File } from "./h5-file.ts";

/** Limit of groups in groups, whatever their number in the root. */
const MOST_NESTED = 1000;

/** A group of a file: its path, with a leading slash and empty for the root, and its contents. */
export interface FoundGroup {
  readonly path: string;
  readonly contents: GroupContents;
}

/** All groups of a file but those of image series; a group comes before those in it. */
export function* groupsIn(file: H5File): Generator<FoundGroup> {
  let nested = 0;
  function* within(path: string, depth: number): Generator<FoundGroup> {
    const contents = groupContents(file, path);
    yield { path, contents };
    if (depth === DEEPEST_GROUP) return;
    for (const name of contents.subgroups) {
      if (depth > 0) nested += 1;
      if (nested <= MOST_NESTED) yield* within(`${path}/${name}`, depth + 1);
    }
  }
  yield* within("", 0);
}
