import type { MissingLines } from "../../gadget-api/k-space/index.ts";
import { counted } from "../../text/index.ts";

/** Interior rows that undersampling leaves out at least; lines lost on the way are fewer. */
const UNDERSAMPLED_ROWS = 0.08;
/** The lines of an ellipse within its box are π / 4. */
const UNDERSAMPLED_AREA = 0.7;

/** An axis of the grid, and its rows that a measurement should fill. */
export interface ExpectedRows {
  readonly size: number;
  readonly first: number;
  readonly last: number;
}

/**
 * What is missing from the k-space of one image. Corners that a 3D measurement leaves out are not missing.
 * @param counts `[e2][e1]`, the number of readouts per line
 */
export function missingLines(counts: ArrayLike<number>, e1: ExpectedRows, e2: ExpectedRows): MissingLines | undefined {
  if (isComplete(counts, e1, e2)) return undefined;
  const rows1 = new Uint8Array(e1.last + 1);
  const rows2 = new Uint8Array(e2.last + 1);
  let acquired = 0;
  for (let row2 = e2.first; row2 <= e2.last; row2 += 1) {
    for (let row1 = e1.first; row1 <= e1.last; row1 += 1) {
      if (!(counts[row2 * e1.size + row1]! > 0)) continue;
      acquired += 1;
      rows1[row1] = 1;
      rows2[row2] = 1;
    }
  }
  if (acquired === 0) return undefined;
  const [along1, along2] = [rowsAlong(rows1, e1), rowsAlong(rows2, e2)];
  if (e2.size > 1 && along2.acquired === 1) {
    const text = `incomplete: 1 of ${counted(e2.size, "partition")} was acquired, so that all planes of the image are equal`;
    return { kind: "incomplete", text };
  }
  const all = along1.expected * along2.expected;
  if (along1.undersampled || along2.undersampled || acquired < UNDERSAMPLED_AREA * along1.extent * along2.extent)
    return { kind: "aliased", text: `aliased: ${acquired} of ${counted(all, "line was", "lines were")} acquired` };
  const parts = [
    along2.acquired < along2.expected ? `${along2.acquired} of ${counted(along2.expected, "partition")}` : "",
    along1.acquired < along1.expected
      ? `${along1.acquired} of ${counted(along1.expected, "line")}${e2.size > 1 ? " along e1" : ""}`
      : "",
  ].filter((part) => part !== "");
  if (parts.length === 0) return undefined;
  return { kind: "incomplete", text: `incomplete: ${parts.join(" and ")} were acquired` };
}

/** Whether all lines were acquired, as most images' are. A volume of one partition is left to the other rules. */
function isComplete(counts: ArrayLike<number>, e1: ExpectedRows, e2: ExpectedRows): boolean {
  if (e2.size > 1 && e2.first >= e2.last) return false;
  for (let row2 = e2.first; row2 <= e2.last; row2 += 1) {
    for (let line = row2 * e1.size + e1.first; line <= row2 * e1.size + e1.last; line += 1) {
      if (!(counts[line]! > 0)) return false;
    }
  }
  return true;
}

function rowsAlong(rows: Uint8Array, { first, last }: ExpectedRows) {
  const from = rows.indexOf(1);
  const to = rows.lastIndexOf(1);
  const acquired = rows.reduce((sum, row) => sum + row, 0);
  const extent = to - from + 1;
  let gaps = 0;
  for (let row = from + 1; row <= to; row += 1) if (rows[row] === 0 && rows[row - 1] === 1) gaps += 1;
  const undersampled = gaps > 1 && extent - acquired > UNDERSAMPLED_ROWS * extent;
  return { expected: last - first + 1, acquired, extent, undersampled };
}
