/** What a server saves of the sessions of a chain: what the client sends, and the resulting images in a format. */
export const savedKinds = ["data", "nifti", "dicom"] as const;
export type SavedKind = (typeof savedKinds)[number];

/** The value of the key `save` of a chain as a list. */
export function savedOf(value: boolean | SavedKind | readonly SavedKind[] = false): SavedKind[] {
  if (typeof value === "boolean") return value ? ["data"] : [];
  return typeof value === "string" ? [value] : [...value];
}

/** What saving a kind means, as a sentence. */
export function savedText(kind: SavedKind): string {
  if (kind === "data") return "The incoming data are saved.";
  return `The images are also saved as ${kind === "nifti" ? "NIfTI" : "DICOM"}.`;
}
