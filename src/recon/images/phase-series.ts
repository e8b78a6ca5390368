import { type Image, type ImageHeader, parseAttributes } from "../../mrd/index.ts";

const counters = [
  "slice",
  "average",
  "contrast",
  "repetition",
  "set",
] as const satisfies readonly (keyof ImageHeader)[];

/**
 * Divides images into series that differ in phase only, each ordered by phase.
 * @param attribute distinguishes series with equal counters, such as the direction of flow
 * @returns by the attribute's value, then by slice and further counters
 */
export function phaseSeries(images: readonly Image[], attribute: string): (readonly Image[])[] {
  const groups = new Map<string, Image[]>();
  for (const image of images) {
    const { header, attributes } = image;
    const value = (parseAttributes(attributes).get(attribute) ?? []).join("\n");
    // One character per number, so that keys sort as numbers do; images of different matrices cannot be compared.
    const numbers = [...counters.map((counter) => header[counter]), header.channels, ...header.matrixSize];
    const key = `${value}\0${String.fromCharCode(...numbers)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [image]);
    else group.push(image);
  }
  const sorted = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, group]) => group.toSorted((a, b) => a.header.phase - b.header.phase));
}
