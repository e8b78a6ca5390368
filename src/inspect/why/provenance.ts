import type { Image } from "../../mrd/index.ts";
import { storyOf } from "./story.ts";

/** Images that follow each other and came about alike. */
export interface Story {
  /** Of the first and the last, counted from 0 in the order of the file. */
  readonly first: number;
  readonly last: number;
  readonly sentences: readonly string[];
}

/**
 * How the images of a series came about.
 * @param from number of the first that is given
 */
export function storiesOf(images: Iterable<Image>, from = 0): Story[] {
  const stories: Story[] = [];
  let index = from;
  for (const image of images) {
    const sentences = storyOf(image);
    const before = stories.at(-1);
    const same = before !== undefined && before.sentences.join("\n") === sentences.join("\n");
    if (same) stories[stories.length - 1] = { ...before, last: index };
    else stories.push({ first: index, last: index, sentences });
    index += 1;
  }
  return stories;
}

/** Stories as lines: first what all of them have in common, then what is peculiar to some. */
export function storyLines(series: string, stories: readonly Story[]): string[] {
  const [opening, ...others] = stories;
  if (opening === undefined) return [];
  const common = opening.sentences.filter((sentence) => others.every(({ sentences }) => sentences.includes(sentence)));
  const peculiar = stories.flatMap((story) =>
    story.sentences
      .filter((sentence) => !common.includes(sentence))
      .map((sentence) => `  ${capital(whichOf(story))}: ${sentence}`),
  );
  const all = { first: opening.first, last: stories.at(-1)!.last };
  return [`${series}, ${whichOf(all)}:`, ...common.map((sentence) => `  ${sentence}`), ...peculiar];
}

function whichOf({ first, last }: Pick<Story, "first" | "last">): string {
  return first === last ? `image ${first}` : `images ${first} to ${last}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
