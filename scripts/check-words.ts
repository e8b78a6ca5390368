// Plain English: fails where comments, messages, names or docs use a word of scripts/words.json. CONTRIBUTING.md
// explains it.
//   npm run check:words -- [folder or file]…
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import ts from "typescript";

interface Word {
  /** A regular expression, which ignores case. */
  readonly pattern: string;
  readonly instead: string;
}

const list = JSON.parse(readFileSync(new URL("words.json", import.meta.url), "utf8")) as readonly Word[];
const words = list.map(({ pattern, instead }) => ({ instead, regex: new RegExp(pattern, "gi") }));

/** Parts of names, as camelCase and kebab-case divide them. */
const nameParts: Readonly<Record<string, string>> = {
  aside: "bypassed",
  borrow: "acquire",
  brightest: "maximum",
  complaint: "issue",
  discretion: "redaction",
  doorkeeper: "access control",
  farewell: "rejection",
  foreign: "thirdParty, external",
  glyph: "bitmap",
  greatest: "maximum",
  hindrance: "blocker",
  lettering: "bitmap text",
  loan: "buffer",
  nought: "zero",
  rehearse: "warm up",
  steadiness: "temporal difference",
  stranger: "unauthorized, unknown",
  stretch: "range",
  tell: "report",
  told: "reported",
  twin: "reference",
  vanished: "disconnected",
  whereabouts: "current step",
};

/** Generated from what is checked itself, or a list of the old words. */
const ignored =
  /^(package-lock\.json|LICENSE|schema\/|scripts\/(words\.json|check-words\.ts)|test\/interop\/recorded\/)|generated/;
const prose = /\.(md|ya?ml|sh|service|cfg|conf|css|html)$|Dockerfile$|^\.ci\/run$/;
const code = /\.[cm]?[jt]s$/;

interface Piece {
  readonly start: number;
  readonly text: string;
}

let found = 0;
for (const file of filesOf(process.argv.slice(2))) {
  const text = readFileSync(file, "utf8");
  const pieces = code.test(file) ? piecesOf(file, text) : [{ start: 0, text: withoutExempt(text) }];
  for (const { start, text: piece } of pieces)
    for (const { regex, instead } of words)
      for (const match of piece.matchAll(regex)) report(file, text, start + match.index, match[0], instead);
  if (code.test(file))
    for (const { start, text: name } of namesOf(file, text))
      for (const part of name.split(/(?=[A-Z])|[_-]|\d+/))
        for (const each of [part.toLowerCase(), part.toLowerCase().replace(/s$/, "")])
          if (Object.hasOwn(nameParts, each)) {
            report(file, text, start, name, nameParts[each]!);
            break;
          }
}
if (found > 0) process.exitCode = 1;

function filesOf(wanted: readonly string[]): string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", ...wanted], { encoding: "utf8" });
  const files = listed.trim().split("\n");
  return files.filter((file) => (code.test(file) || prose.test(file)) && !ignored.test(file));
}

/**
 * The text with blanks for what stands between the marks `words: off` and `words: on`, such as a table of old names.
 */
function withoutExempt(text: string): string {
  return text.replace(/words: off[\s\S]*?words: on/g, (exempt) => exempt.replace(/[^\n]/g, " "));
}

/** Comments and string literals. */
function piecesOf(file: string, text: string): Piece[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const pieces = new Map<number, string>();
  const visit = (node: ts.Node) => {
    const comments = [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ];
    for (const { pos, end } of comments) pieces.set(pos, text.slice(pos, end));
    const isLiteral =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    const isModule = ts.isImportDeclaration(node.parent ?? node) || ts.isExportDeclaration(node.parent ?? node);
    if (isLiteral && !isModule) pieces.set(node.getStart(source), node.getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...pieces].map(([start, piece]) => ({ start, text: piece }));
}

/** Identifiers that the file declares. */
function namesOf(file: string, text: string): Piece[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const names: Piece[] = [];
  const visit = (node: ts.Node) => {
    const name = (node as { name?: ts.Node }).name;
    const declares = name !== undefined && ts.isIdentifier(name) && !ts.isPropertyAccessExpression(node);
    if (declares) names.push({ start: name.getStart(source), text: name.text });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function report(file: string, text: string, position: number, match: string, instead: string): void {
  found += 1;
  const line = text.slice(0, position).split("\n").length;
  console.error(`${file}:${line}: "${match}" → ${instead}`);
}
