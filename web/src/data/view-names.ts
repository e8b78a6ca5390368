import type { GroupEntry } from "../../../src/viewer/api/index.ts";

/** Views of a measurement, in the order of the list of contents. */
export const dataViews = {
  header: "header",
  readouts: "readouts",
  kspace: "k-space",
  sampling: "sampling pattern",
  trajectory: "trajectory",
  noise: "noise",
  coils: "coils",
  waveforms: "waveforms",
} as const;
export type DataViewName = keyof typeof dataViews | "arrays";

/** Whether a name is that of a view. */
export function isDataView(name: string | undefined): name is DataViewName {
  return name !== undefined && (name in dataViews || name === "arrays");
}

/** The views that a measurement has something for, with the number of what they show if it has one. */
export function viewsOf({ readouts, waveforms }: GroupEntry): [keyof typeof dataViews, number | undefined][] {
  const raw = ["kspace", "sampling", "trajectory", "noise", "coils"] as const;
  return [
    ["header", undefined],
    ...(readouts > 0 ? [["readouts", readouts] as const, ...raw.map((name) => [name, undefined] as const)] : []),
    ...(waveforms > 0 ? [["waveforms", waveforms] as const] : []),
  ].map(([name, count]) => [name, count] as [keyof typeof dataViews, number | undefined]);
}
