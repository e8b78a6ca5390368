import { readFileSync } from "node:fs";

/** A block of code in a document. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Line of its first line, from 1 on. */
  readonly line: number;
  /** Why it is not run, where the comment in front of it says so: `<!-- not run: why -->`. */
  readonly notRun: string | undefined;
}

/** The blocks of a Markdown document that say their language. */
export function blocksOf(document: URL): Block[] {
  const lines = readFileSync(document, "utf8").split("\n");
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const [, indent, language] = /^( *)```([a-z]*)$/.exec(lines[i]!) ?? [];
    if (indent === undefined) continue;
    const end = lines.indexOf(`${indent}\`\`\``, i + 1);
    if (end < 0) throw new Error(`${document.pathname}:${i + 1}: this block does not end`);
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

/** The name that a block says it has as a file, in a comment on its first line: `// gadgets/hann.ts`, `# pipelines/mine.yaml`. */
export function fileNameOf({ text }: Block): string | undefined {
  return /^(?:\/\/|#) ([\w./-]+\.(?:ts|yaml|json|py))(?:,.*)?$/.exec(text.split("\n")[0]!)?.[1];
}

/** The commands of a shell block, comments left out. */
export function commandsOf({ text }: Block): string[] {
  return text
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
}

/** A chain's text, where a block is one or a part of one. */
export function chainTextOf({ text }: Block): string | undefined {
  if (/^description:/m.test(text) && /^chain:/m.test(text)) return text;
  if (/^(chain|parameters):/m.test(text)) return /^chain:/m.test(text) ? `description: d\n${text}` : undefined;
  if (/^ *- /.test(text.split("\n").find((line) => !/^\s*(#|$)/.test(line)) ?? ""))
    return `description: d\nchain:\n${text}`;
  return undefined;
}
