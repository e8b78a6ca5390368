import type { Image } from "../../mrd/index.ts";
import { describeImage } from "./image-provenance.ts";

/** Consecutive images with the same provenance. */
export interface Provenance {
  /** Numbers of the first and the last image, counted from 0 in file order. */
  readonly first: number;
  readonly last: number;
  readonly sentences: readonly string[];
}

/**
 * The provenance of the images of a series.
 * @param from number of the first image passed
 */
export function provenanceOf(images: Iterable<Image>, from = 0): Provenance[] {
  const groups: Provenance[] = [];
  let index = from;
  for (const image of images) {
    const sentences = describeImage(image);
    const before = groups.at(-1);
    const same = before !== undefined && before.sentences.join("\n") === sentences.join("\n");
    if (same) groups[groups.length - 1] = { ...before, last: index };
    else groups.push({ first: index, last: index, sentences });
    index += 1;
  }
  return groups;
}

/** Provenance as lines: first what all images share, then what is specific to some. */
export function provenanceLines(series: string, groups: readonly Provenance[]): string[] {
  const [opening, ...others] = groups;
  if (opening === undefined) return [];
  const common = opening.sentences.filter((sentence) => others.every(({ sentences }) => sentences.includes(sentence)));
  const peculiar = groups.flatMap((group) =>
    group.sentences
      .filter((sentence) => !common.includes(sentence))
      .map((sentence) => `  ${capital(whichOf(group))}: ${sentence}`),
  );
  const all = { first: opening.first, last: groups.at(-1)!.last };
  return [`${series}, ${whichOf(all)}:`, ...common.map((sentence) => `  ${sentence}`), ...peculiar];
}

function whichOf({ first, last }: Pick<Provenance, "first" | "last">): string {
  return first === last ? `image ${first}` : `images ${first} to ${last}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
