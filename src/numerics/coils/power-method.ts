/** @param product receives the product of a matrix, `[size][size]` complex, with a vector, `[size]` complex */
export function multiply(matrix: Float64Array, vector: Float64Array, product: Float64Array): void {
  for (let i = 0, a = 0; i < vector.length; i += 2) {
    let re = 0;
    let im = 0;
    for (let b = 0; b < vector.length; a += 2, b += 2) {
      re += matrix[a]! * vector[b]! - matrix[a + 1]! * vector[b + 1]!;
      im += matrix[a]! * vector[b + 1]! + matrix[a + 1]! * vector[b]!;
    }
    product[i] = re;
    product[i + 1] = im;
  }
}

/** Changes the phase of a vector c such that uᴴ c is real and positive. If uᴴ c is 0, the phase is kept. */
export function alignPhase(reference: Float64Array, vector: Float64Array): void {
  let re = 0;
  let im = 0;
  for (let i = 0; i < vector.length; i += 2) {
    re += reference[i]! * vector[i]! + reference[i + 1]! * vector[i + 1]!;
    im += reference[i]! * vector[i + 1]! - reference[i + 1]! * vector[i]!;
  }
  const share = Math.sqrt(re * re + im * im);
  if (!(share > 0)) return;
  for (let i = 0; i < vector.length; i += 2) {
    const [a, b] = [vector[i]!, vector[i + 1]!];
    vector[i] = (a * re + b * im) / share;
    vector[i + 1] = (b * re - a * im) / share;
  }
}
