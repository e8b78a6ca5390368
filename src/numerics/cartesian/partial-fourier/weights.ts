import { contains, type PhaseRows, symmetricReach } from "./sampling.ts";

/**
 * Weights of k-space rows and lines. Along a partial axis, u counts rows from the k-space centre towards the longer
 * side, and rows −k0 to k0 were sampled on both sides. Axes that are not partial have weights of 1.
 */

/**
 * A Hann taper of the truncated edge: ½(1 − cos(2πi / (2w + 1))) for the i-th sampled row from the edge, i = 1 … w, and
 * 1 for the others, divided by the root mean square over the sampled rows, so that the noise level is unchanged. w is
 * ⌊fraction · L⌋ rows; L is the size of the axis if the longer side reaches the end of the grid, and otherwise twice
 * that side, including the centre. This is Gadgetron's `generate_asymmetric_filter` (tapered Hanning), except that
 * Gadgetron replaces w = 0 by 1.
 */
export function edgeTaper(rows: PhaseRows, fraction: number): Float64Array {
  const { size, first, last } = rows;
  const center = Math.floor(size / 2);
  const reachesEnd = first === 0 || last === size - 1;
  const length = reachesEnd ? size : 2 * (Math.max(center - first, last - center) + 1);
  const width = Math.floor(fraction * length);
  const taper = alongRows(rows, (u, k0) => {
    const fromEdge = u + k0 + 1;
    return fromEdge > width ? 1 : (1 - Math.cos((2 * Math.PI * fromEdge) / (2 * width + 1))) / 2;
  });
  if (!rows.partial) return taper;
  const squares = taper.reduce((sum, weight) => sum + weight * weight, 0);
  return taper.map((weight) => weight * Math.sqrt((last - first + 1) / squares));
}

/** A Hann window over the symmetric centre, ½(1 + cos(πu / (k0 + 1))) for |u| ≤ k0, and 0 elsewhere. */
export function centralWindow(rows: PhaseRows): Float64Array {
  return alongRows(rows, (u, k0) => (Math.abs(u) > k0 ? 0 : (1 + Math.cos((Math.PI * u) / (k0 + 1))) / 2));
}

/**
 * Homodyne weights `[e2][e1]`: w = 2a / (a + a'), where a is the fraction to which a line counts as sampled, and a'
 * that of the opposite line. Along a partial axis, a rises from 0 to 1 over the symmetric centre, (1 + u / (k0 + 1)) /
 * 2. With one such axis, w is therefore the ramp of Noll, Nishimura and Macovski (IEEE Trans Med Imaging 10:154, 1991),
 * 1 + u / (k0 + 1), and 2 beyond it. With two, a is the product of both; a pair of lines then still counts twice in
 * total wherever one of them was sampled, which is not true for a product of two ramps. Opposite is meant modulo the
 * size: the first row of an even axis is its own opposite, and counts once.
 */
export function homodyneWeights(e1: PhaseRows, e2: PhaseRows): Float64Array {
  const share = (rows: PhaseRows) => alongRows(rows, (u, k0) => Math.min(1, (1 + u / (k0 + 1)) / 2));
  const shares = overLines(share(e1), share(e2));
  return shares.map((weight, line) => {
    const opposite = oppositeRow(Math.floor(line / e1.size), e2.size) * e1.size + oppositeRow(line % e1.size, e1.size);
    return weight === 0 ? 0 : (2 * weight) / (weight + shares[opposite]!);
  });
}

/** Weights `[e2][e1]` of lines: products of the weights of their rows. */
export function overLines(e1: Float64Array, e2: Float64Array): Float64Array {
  return Float64Array.from({ length: e1.length * e2.length }, (_, line) => {
    return e1[line % e1.length]! * e2[Math.floor(line / e1.length)]!;
  });
}

/** Multiplies each line of a volume `[e2][e1][e0]` complex by its weight. */
export function scaleLines(volume: Float32Array, weights: Float64Array): void {
  const length = volume.length / weights.length;
  for (const [line, weight] of weights.entries()) {
    for (let i = line * length; i < (line + 1) * length; i++) volume[i]! *= weight;
  }
}

/** Weights as a function of u and k0 (see above), and 0 outside of the sampled rows. */
function alongRows(rows: PhaseRows, weight: (u: number, k0: number) => number): Float64Array {
  const { size, first, last, partial } = rows;
  if (!partial) return new Float64Array(size).fill(1);
  const center = Math.floor(size / 2);
  const direction = last - center > center - first ? 1 : -1;
  const k0 = symmetricReach(rows);
  return Float64Array.from({ length: size }, (_, row) => {
    return contains(rows, row) ? weight(direction * (row - center), k0) : 0;
  });
}

function oppositeRow(row: number, size: number): number {
  return (2 * Math.floor(size / 2) - row + size) % size;
}
