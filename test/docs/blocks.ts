import { readFileSync } from "node:fs";

/** A block of code in a document. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Number of its first line, from 1. */
  readonly line: number;
  /** Why the block is not run, from the comment before it: `<!-- not run: why -->`. */
  readonly notRun: string | undefined;
}

/** The code blocks of a Markdown document that have a language. */
export function blocksOf(document: URL): Block[] {
  const lines = readFileSync(document, "utf8").split("\n");
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const [, indent, language] = /^( *)```([a-z]*)$/.exec(lines[i]!) ?? [];
    if (indent === undefined) continue;
    const end = lines.indexOf(`${indent}\`\`\``, i + 1);
    if (end < 0) throw new Error(`${document.pathname}:${i + 1}: this block is not closed`);
    const before = lines.slice(0, i).findLast((line) => line.trim() !== "") ?? "";
    const [, notRun] = /^ *<!-- not run: (.+) -->$/.exec(before) ?? [];
    if (language !== "")
      blocks.push({
        language: language!,
        text: lines
          .slice(i + 1, end)
          .map((line) => line.slice(indent.length))
          .join("\n"),
        line: i + 2,
        notRun,
      });
    i = end;
  }
  return blocks;
}

/** The file name in the comment on the first line of a block: `// gadgets/hann.ts`, `# pipelines/mine.yaml`. */
export function fileNameOf({ text }: Block): string | undefined {
  return /^(?:\/\/|#) ([\w./-]+\.(?:ts|yaml|json|py))(?:,.*)?$/.exec(text.split("\n")[0]!)?.[1];
}

/** The commands of a shell block, without comments. */
export function commandsOf({ text }: Block): string[] {
  return text
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}

/** The text of a chain, if a block is a chain or a part of one. */
export function chainTextOf({ text }: Block): string | undefined {
  if (/^description:/m.test(text) && /^chain:/m.test(text)) return text;
  if (/^(chain|parameters):/m.test(text)) return /^chain:/m.test(text) ? `description: d\n${text}` : undefined;
  if (/^ *- /.test(text.split("\n").find((line) => !/^\s*(#|$)/.test(line)) ?? ""))
    return `description: d\nchain:\n${text}`;
  return undefined;
}
