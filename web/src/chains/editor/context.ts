/** What can be written at a place of a chain's text. `from` is where the word under the cursor starts. */
export type Context =
  /** A step of a list. */
  | { readonly kind: "step"; readonly from: number }
  /** A parameter of a gadget. */
  | { readonly kind: "parameter"; readonly from: number; readonly gadget: string; readonly used: readonly string[] }
  /** A value of a parameter, or of a gadget itself. */
  | { readonly kind: "value"; readonly from: number; readonly gadget: string; readonly parameter: string | undefined }
  /** A key of the chain, or of a parameter that it declares. */
  | {
      readonly kind: "key";
      readonly from: number;
      readonly of: "chain" | "parameter";
      readonly used: readonly string[];
    };

/** Keys and list items (`-`) that enclose a line, outermost first. */
type Path = readonly string[];

/** What can be written at an offset; `undefined` in comments and where only the author knows. */
export function contextAt(text: string, offset: number): Context | undefined {
  const lines = text.slice(0, offset).split("\n");
  const line = lines.pop()!;
  if (/(^|\s)#/.test(line)) return undefined;
  const word = /[\w$-]*$/.exec(line)![0];
  const from = offset - word.length;

  const item = /^(\s*)-\s+(?:[\w-]*)$/.exec(line) ?? /^(\s*)-$/.exec(line);
  if (item !== null) {
    const path = pathOf(lines, item[1]!.length, true);
    return isSteps(path) ? { kind: "step", from } : valueContext(path, from);
  }
  const flow = flowContext(lines, line, from);
  if (flow !== undefined) return flow;
  const own = /^(\s*)(- +)?(?:([\w-]+): +)?(?:\[.*)?[\w$-]*$/.exec(line);
  if (own === null) return undefined;
  const [, indent, dash = "", key] = own as unknown as [string, string, string | undefined, string | undefined];
  const path = pathOf(lines, indent.length + dash.length, false, dash === "" ? undefined : indent.length);
  if (key === undefined) return keyContext(path, from, usedIn(text, offset, indent.length));
  return valueContext([...path, key], from);
}

/** Inside of `- gadget: { key: value, … }`. */
function flowContext(lines: readonly string[], line: string, from: number): Context | undefined {
  const [, indent, gadget, inner] = /^(\s*)-\s+([\w-]+):\s*\{([^}]*)$/.exec(line) ?? [];
  if (gadget === undefined || !isSteps(pathOf(lines, indent!.length, true))) return undefined;
  const last = /(?:^|,)\s*(?:([\w-]+):\s*(?:\[[^\]]*)?)?[\w$-]*$/.exec(inner!);
  if (last === null) return undefined;
  const used = [...inner!.matchAll(/([\w-]+):/g)].map((match) => match[1]!);
  return last[1] === undefined
    ? { kind: "parameter", from, gadget, used }
    : { kind: "value", from, gadget, parameter: last[1] };
}

function keyContext(path: Path, from: number, used: readonly string[]): Context | undefined {
  if (path.length === 0) return { kind: "key", from, of: "chain", used };
  if (path.length === 2 && path[0] === "parameters") return { kind: "key", from, of: "parameter", used };
  const gadget = gadgetOf(path, 0);
  return gadget === undefined ? undefined : { kind: "parameter", from, gadget, used };
}

function valueContext(path: Path, from: number): Context | undefined {
  const inList = path.at(-1) === "-" ? path.slice(0, -1) : path;
  const direct = gadgetOf(path, 0);
  if (direct !== undefined) return { kind: "value", from, gadget: direct, parameter: undefined };
  const gadget = gadgetOf(inList, 1);
  return gadget === undefined ? undefined : { kind: "value", from, gadget, parameter: inList.at(-1)! };
}

/** The gadget of `… - gadget`, followed by a number of keys. */
function gadgetOf(path: Path, keys: number): string | undefined {
  const at = path.length - 1 - keys;
  if (at < 2 || path[at] === "-" || path[at - 1] !== "-" || !isSteps(path.slice(0, at - 1))) return undefined;
  return path[at];
}

/** Whether a list of steps has this path: that of the chain, of a branch of `choose`, or of one of `parallel`. */
function isSteps(path: Path): boolean {
  if (path.length === 1) return path[0] === "chain";
  if (path.at(-2) === "parallel") return path.at(-3) === "-" && isSteps(path.slice(0, -3));
  return path.at(-2) === "branches" && path.at(-3) === "choose" && path.at(-4) === "-" && isSteps(path.slice(0, -4));
}

/**
 * The path of what is written at a column below some lines.
 * @param isItem whether it is a list item: then the list's key may be at the same column
 * @param itemColumn column of the dash, if there is one in the same line
 */
function pathOf(lines: readonly string[], column: number, isItem: boolean, itemColumn?: number): Path {
  const path: string[] = [];
  let [within, sameColumn] = [column, isItem];
  if (itemColumn !== undefined) {
    path.unshift("-");
    [within, sameColumn] = [itemColumn, true];
  }
  for (const line of lines.toReversed()) {
    const [, indent, dash = "", key] = /^(\s*)(- +)?(?:([\w-]+):)?/.exec(line)!;
    if (/^\s*(#|$)/.test(line)) continue;
    const [dashColumn, keyColumn] = [indent!.length, indent!.length + dash.length];
    if (key !== undefined && (keyColumn < within || (sameColumn && dash === "" && keyColumn === within))) {
      path.unshift(key);
      [within, sameColumn] = [keyColumn, false];
    }
    if (dash !== "" && dashColumn < within) {
      path.unshift("-");
      [within, sameColumn] = [dashColumn, true];
    }
    if (within === 0 && !sameColumn) break;
  }
  return path;
}

/** The keys that are written next to a line, at its indentation. */
function usedIn(text: string, offset: number, indent: number): string[] {
  const before = text.slice(0, offset).split("\n").slice(0, -1).toReversed();
  const after = text.slice(offset).split("\n").slice(1);
  const keys: string[] = [];
  for (const lines of [before, after]) {
    for (const line of lines) {
      if (/^\s*(#|$)/.test(line)) continue;
      const column = /^\s*/.exec(line)![0].length;
      if (column < indent) break;
      const key = column === indent ? /^\s*([\w-]+):/.exec(line)?.[1] : undefined;
      if (key !== undefined) keys.push(key);
    }
  }
  return keys;
}
