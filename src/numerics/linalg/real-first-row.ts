/**
 * Multiplies each column of a matrix by a phase, so that its first element is real and positive. Columns whose first
 * element is zero stay as they are. Changes the matrix.
 * @param matrix `[rows][columns]` complex
 */
export function withRealFirstRow<M extends Float64Array>(matrix: M, columns: number): M {
  for (let column = 0; column < columns; column += 1) {
    const size = Math.hypot(matrix[2 * column]!, matrix[2 * column + 1]!);
    if (size === 0) continue;
    const [re, im] = [matrix[2 * column]! / size, -matrix[2 * column + 1]! / size];
    for (let at = 2 * column; at < matrix.length; at += 2 * columns) {
      const [a, b] = [matrix[at]!, matrix[at + 1]!];
      matrix[at] = a * re - b * im;
      matrix[at + 1] = a * im + b * re;
    }
  }
  return matrix;
}
