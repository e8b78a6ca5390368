import { pixelPlace } from "./geometry.ts";

/**
 * The smooth phase that `phaseMap` gives the object: φ = x − 0.7 y + 0.8 (x² − y²) + 0.5 z radians, with each
 * coordinate −1 to 1 over the object's field of view. Within the object it is between −π and π, so that phase images do
 * not wrap.
 */
export function objectPhase(x: number, y: number, z: number): number {
  return x - 0.7 * y + 0.8 * (x ** 2 - y ** 2) + 0.5 * z;
}

/**
 * Multiplies one plane of the object by its phase.
 * @param plane `[height][width]` complex, interleaved; changed in place
 */
export function turnPlane(plane: Float32Array, width: number, height: number, z: number): void {
  for (let row = 0, at = 0; row < height; row++) {
    const y = pixelPlace(row, height);
    for (let column = 0; column < width; column++, at += 2) {
      const phase = objectPhase(pixelPlace(column, width), y, z);
      const [re, im] = [plane[at]!, plane[at + 1]!];
      plane[at] = re * Math.cos(phase) - im * Math.sin(phase);
      plane[at + 1] = re * Math.sin(phase) + im * Math.cos(phase);
    }
  }
}
