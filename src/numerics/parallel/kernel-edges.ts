import { type GrappaKernel, sourceOffsets, targetOffsets } from "./grappa-kernel.ts";
import { lineFinder, type MissingTargets } from "./lines-to-fill.ts";

/**
 * Which sources of a kernel exist, in their order: `1` or `0` for each. At the edge of the acquired part of k-space, as
 * with partial Fourier, some do not; weights that were fitted without them take their place.
 */
export type SourcePattern = string;

/** Lines that are filled with the same weights, by target; see {@link MissingTargets}. */
export interface EdgeLines {
  readonly pattern: SourcePattern;
  readonly lines: readonly Uint32Array[];
}

/** The lines of an image, `[e2][e1]`. */
export interface LineGrid {
  readonly e1: number;
  readonly e2: number;
  /** Not zero where a line was acquired. */
  readonly acquired: ArrayLike<number>;
}

/**
 * More patterns are those of corners that were not acquired, whose lines hardly matter. Weights of volumes take long: of
 * 16 coils and a kernel of 5 × 4 × 4, seconds for each pattern.
 */
const MOST_PATTERNS = { plane: 8, volume: 4 };

/**
 * The missing lines of an image by the sources that exist: those with all sources, and those of the most frequent other
 * patterns. Lines of further patterns, or without any source, count as having all; the sources that they lack are zero.
 * @param wanted the patterns that there are weights for; without it, the most frequent ones
 */
export function linesByEdge(
  kernel: GrappaKernel,
  missing: MissingTargets,
  { e1, e2, acquired }: LineGrid,
  wanted?: readonly SourcePattern[],
): { readonly whole: MissingTargets; readonly edges: readonly EdgeLines[] } {
  const sources = sourceOffsets(kernel);
  const targets = targetOffsets(kernel);
  const at = lineFinder(e1, e2, missing.periodic);
  /** By pattern and target. */
  const groups = new Map<SourcePattern, number[][]>();
  const add = (pattern: SourcePattern, target: number, line: number) => {
    const group = groups.get(pattern) ?? targets.map(() => []);
    groups.set(pattern, group);
    group[target]!.push(line);
  };
  for (const [target, lines] of missing.lines.entries()) {
    const [d1, d2] = targets[target]!;
    for (const line of lines) {
      const [row1, row2] = [(line % e1) - d1, Math.floor(line / e1) - d2];
      let pattern = "";
      for (const [s1, s2] of sources) {
        const source = at(row1 + s1, row2 + s2);
        pattern += source >= 0 && acquired[source]! > 0 ? "1" : "0";
      }
      add(pattern, target, line);
    }
  }
  const count = (pattern: SourcePattern) => groups.get(pattern)!.reduce((sum, { length }) => sum + length, 0);
  const others = [...groups.keys()].filter((pattern) => pattern.includes("0") && pattern.includes("1"));
  const most = kernel.size[2] > 1 ? MOST_PATTERNS.volume : MOST_PATTERNS.plane;
  const kept = wanted ?? others.toSorted((a, b) => count(b) - count(a)).slice(0, most);
  const edges = others.filter((pattern) => kept.includes(pattern));
  const whole = targets.map(() => [] as number[]);
  for (const [pattern, group] of groups) {
    if (edges.includes(pattern)) continue;
    for (const [target, lines] of group.entries()) whole[target]!.push(...lines);
  }
  const sorted = (lines: readonly number[]) => Uint32Array.from(lines).sort();
  return {
    whole: { lines: whole.map(sorted), periodic: missing.periodic },
    edges: edges.map((pattern) => ({ pattern, lines: groups.get(pattern)!.map(sorted) })),
  };
}

/**
 * The patterns that weights are needed for. In two dimensions, images with another offset of the same lattice have other
 * ones: these are all that lack up to half of the sources on one side.
 */
export function edgePatterns(kernel: GrappaKernel, missing: MissingTargets, grid: LineGrid): SourcePattern[] {
  const own = linesByEdge(kernel, missing, grid).edges.map(({ pattern }) => pattern);
  const sources = kernel.size[1];
  if (own.length === 0 || grid.e2 > 1 || kernel.size[2] > 1) return own;
  const sides = Array.from({ length: Math.floor(sources / 2) }, (_, i) => {
    const [lacks, has] = ["0".repeat(i + 1), "1".repeat(sources - i - 1)];
    return [lacks + has, has + lacks];
  }).flat();
  return [...new Set([...own, ...sides])];
}
