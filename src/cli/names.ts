import { parse } from "node:path";

/** `scan.h5` → `scan_results.h5`, in the same folder. */
export function resultsName(input: string): string {
  const { dir, name, ext } = parse(input);
  return `${dir === "" ? "" : `${dir}/`}${name}_results${ext || ".h5"}`;
}

/** Date and time, as FIRE's client names groups. */
export function defaultGroup(date = new Date()): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().replace("T", " ").replace("Z", "");
}
