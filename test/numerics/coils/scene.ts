import { randomGaussian } from "../../../src/numerics/index.ts";
import { birdcageSensitivities, sheppLogan } from "../../../src/simulator/index.ts";

/** Objects as coils see them, with everything known. */

/** Sensitivities times an object, `[coils][pixels]` complex. */
export function seenBy(sensitivities: Float32Array, object: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(sensitivities, (_, i) => {
    const s = i - (i % 2);
    const o = s % object.length;
    const [a, b, c, d] = [sensitivities[s]!, sensitivities[s + 1]!, object[o]!, object[o + 1]!];
    return i % 2 === 0 ? a * c - b * d : a * d + b * c;
  });
}

/** An image times a factor e^(log + i · phase) of each pixel, by the pixel's coordinates from −1 to 1. */
export function modulated(
  object: Float32Array,
  width: number,
  phase: (x: number, y: number) => number,
  log: (x: number, y: number) => number = () => 0,
): Float32Array<ArrayBuffer> {
  const height = object.length / (2 * width);
  return seenBy(
    Float32Array.from(object, (_, i) => {
      const pixel = i >> 1;
      const x = (2 * (pixel % width)) / width - 1;
      const y = (2 * Math.floor(pixel / width)) / height - 1;
      return Math.exp(log(x, y)) * (i % 2 === 0 ? Math.cos(phase(x, y)) : Math.sin(phase(x, y)));
    }),
    object,
  );
}

/** The phantom in a birdcage. */
export function phantomScene(width: number, coils: number) {
  const object = sheppLogan(width, width);
  const sensitivities = birdcageSensitivities(width, width, coils);
  return { object, sensitivities, images: seenBy(sensitivities, object) };
}

/**
 * The field of loops on a circle about the object, each with a phase of its own: their first mode winds about the
 * middle.
 */
export function loopSensitivities(width: number, coils: number): Float32Array<ArrayBuffer> {
  const radius = 1.1;
  const half = (0.9 * Math.PI * radius) / coils;
  const result = new Float32Array(2 * coils * width * width);
  for (let i = 0; i < result.length / 2; i++) {
    const coil = Math.floor(i / (width * width));
    const angle = (2 * Math.PI * coil) / coils;
    const x = (2 * (i % width)) / width - 1;
    const y = (2 * (Math.floor(i / width) % width)) / width - 1;
    let [re, im] = [0, 0];
    for (const side of [1, -1]) {
      // conj(1 / (z − q)), the field of a current at q
      const dx = x - radius * Math.cos(angle) + side * half * Math.sin(angle);
      const dy = y - radius * Math.sin(angle) - side * half * Math.cos(angle);
      re += (side * dx) / (dx * dx + dy * dy);
      im += (side * dy) / (dx * dx + dy * dy);
    }
    const own = 2.4 * coil ** 2;
    result[2 * i] = re * Math.cos(own) - im * Math.sin(own);
    result[2 * i + 1] = re * Math.sin(own) + im * Math.cos(own);
  }
  return result;
}

export function withNoise(images: Float32Array, deviation: number, seed: number): Float32Array<ArrayBuffer> {
  const gaussian = randomGaussian(seed);
  return Float32Array.from(images, (value) => value + deviation * gaussian());
}

/** Angle of a conj(b) of each pixel, −π to π. */
export function phaseBetween(a: Float32Array, b: Float32Array): Float64Array {
  return Float64Array.from({ length: a.length / 2 }, (_, i) => {
    const [ar, ai, br, bi] = [a[2 * i]!, a[2 * i + 1]!, b[2 * i]!, b[2 * i + 1]!];
    return Math.atan2(ai * br - ar * bi, ar * br + ai * bi);
  });
}

/** Pixels of an object. */
export function pixelsInside(object: Float32Array, least = 0.05): number[] {
  return Array.from({ length: object.length / 2 }, (_, i) => i).filter(
    (i) => Math.hypot(object[2 * i]!, object[2 * i + 1]!) > least,
  );
}
