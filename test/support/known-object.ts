/** An object without symmetries, as seen by some coils, and its k-space by the definition of the Fourier transform. */
export interface KnownObject {
  /** Root sum of squares of the coils, `[y][x]`. */
  readonly image: Float64Array;
  /**
   * A line of k-space, complex, with twice as many samples as the image has pixels.
   * @param ky from −ny / 2
   */
  line(coil: number, ky: number): Float32Array;
}

/** @param scale of the object, to distinguish several */
export function knownObject(nx: number, ny: number, coils: number, scale = 1): KnownObject {
  const density = (x: number, y: number) => {
    const body = (x / 0.7) ** 2 + (y / 0.8) ** 2 < 1 ? 1 : 0;
    const bright = x > 0.1 && x < 0.4 && y > -0.6 && y < -0.2 ? 2 : 0;
    const dark = (x + 0.3) ** 2 + (y - 0.3) ** 2 < 0.04 ? -0.8 : 0;
    return scale * (body + bright + dark);
  };
  const sensitivity = (coil: number, x: number, y: number): [number, number] => {
    const angle = (2 * Math.PI * coil) / coils;
    const magnitude = Math.exp(-((x - Math.cos(angle)) ** 2 + (y - Math.sin(angle)) ** 2) / 3);
    return [magnitude * Math.cos(angle + x), magnitude * Math.sin(angle + x)];
  };
  const coilImage = (coil: number, column: number, row: number) => {
    const [x, y] = [(2 * column) / nx - 1, (2 * row) / ny - 1];
    const [re, im] = sensitivity(coil, x, y);
    return [re * density(x, y), im * density(x, y)] as const;
  };
  const image = Float64Array.from({ length: nx * ny }, (_, i) => {
    const values = Array.from({ length: coils }, (_, coil) => coilImage(coil, i % nx, Math.floor(i / nx)));
    return Math.hypot(...values.flat());
  });
  const line = (coil: number, ky: number) => {
    const samples = new Float32Array(4 * nx);
    const columns = Array.from({ length: nx }, (_, column) => {
      let [re, im] = [0, 0];
      for (let row = 0; row < ny; row++) {
        const [a, b] = coilImage(coil, column, row);
        const phase = (-2 * Math.PI * ky * (row - ny / 2)) / ny;
        re += a * Math.cos(phase) - b * Math.sin(phase);
        im += a * Math.sin(phase) + b * Math.cos(phase);
      }
      return [re, im] as const;
    });
    for (let kx = -nx; kx < nx; kx++) {
      for (const [column, [a, b]] of columns.entries()) {
        const phase = (-2 * Math.PI * kx * (column - nx / 2)) / (2 * nx);
        samples[2 * (kx + nx)]! += a * Math.cos(phase) - b * Math.sin(phase);
        samples[2 * (kx + nx) + 1]! += a * Math.sin(phase) + b * Math.cos(phase);
      }
    }
    return samples;
  };
  return { image, line };
}
