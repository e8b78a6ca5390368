import { extname, join, parse } from "node:path";

/** A file in the folder of another one, named after it: `scan.h5` and `image_0.png` → `scan_image_0.png`. */
export function derivedName(input: string, ending: string): string {
  const { dir, name } = parse(input);
  return join(dir, `${name}_${ending}`);
}

/** `scan.h5` → `scan_results.h5`, in the same folder; results of other formats are MRD, too. */
export function resultsName(input: string): string {
  const ending = extname(input);
  return derivedName(input, `results${/^\.(h5|hdf5|mrd|ismrmrd)$/i.test(ending) ? ending : ".h5"}`);
}

/** Date and time, as FIRE's client names groups. */
export function defaultGroup(date = new Date()): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().replace("T", " ").replace("Z", "");
}

/** What a user must know if no group was named, and the file has several: which one is read. `undefined` if that is clear. */
export function describeChosenGroup(named: string | undefined, group: string, groupCount = 1): string | undefined {
  if (named !== undefined || groupCount === 1) return undefined;
  return `group '${group}' of ${groupCount} is read; -g names another`;
}
