/** Replaces each pixel by its unit phase, e^{iφ}, and by 1 where it is 0. */
export function toUnitPhase(image: Float32Array): void {
  for (let i = 0; i < image.length; i += 2) {
    const [re, im] = [image[i]!, image[i + 1]!];
    const magnitude = Math.sqrt(re * re + im * im);
    image[i] = magnitude === 0 ? 1 : re / magnitude;
    image[i + 1] = magnitude === 0 ? 0 : im / magnitude;
  }
}

/** Replaces the phase of each pixel, in place: |c| e^{iφ}. */
export function withPhase(image: Float32Array, phase: Float32Array): void {
  for (let i = 0; i < image.length; i += 2) {
    const [re, im] = [image[i]!, image[i + 1]!];
    const magnitude = Math.sqrt(re * re + im * im);
    image[i] = magnitude * phase[i]!;
    image[i + 1] = magnitude * phase[i + 1]!;
  }
}

/** Projects each pixel onto a phase, in place: Re(c e^{−iφ}) e^{iφ}. */
export function projectOnPhase(image: Float32Array, phase: Float32Array): void {
  for (let i = 0; i < image.length; i += 2) {
    const [cos, sin] = [phase[i]!, phase[i + 1]!];
    const component = image[i]! * cos + image[i + 1]! * sin;
    image[i] = component * cos;
    image[i + 1] = component * sin;
  }
}
