/**
 * The column in which the line after another one starts: below it, or further in if it ends with the colon of a map.
 * A step of Larmor's chains is often a map in one line, after which the next step follows.
 */
export function columnAfter(line: string): number {
  const [, indent, dash] = /^(\s*)((?:- +)*)/.exec(line) as unknown as [string, string, string];
  const opens = /:\s*(#.*)?$/.test(line) && !/^\s*#/.test(line);
  return indent.length + (opens ? dash.length + 2 : 0);
}
