import type { AcquisitionHeader } from "../../mrd/index.ts";
import { transformAxis } from "../../numerics/fft/index.ts";
import { garbageSource } from "../garbage.ts";
import { contrastFactor } from "../object/contrast.ts";
import { directions, FIELD_OF_VIEW_MM, positionMm } from "../object/geometry.ts";
import type { PhantomSettings } from "../options/options.ts";
import type { EpiLines } from "./epi-order.ts";
import { type EpiPositions, epiPositions, epiTiming } from "./epi-timing.ts";
import { isReversed, type ReadSamples } from "./line-reader.ts";
import type { Line } from "./order.ts";
import { lineAxis } from "./sampling.ts";

/**
 * Simulates the echo trains of EPI. A sample is the exact transform of the object at its position k, also between
 * points of the grid: Σ h(x) exp(−2πi k x / N) / √N over the N pixels x = −floor(N/2) … of the line's image h.
 *
 * Lines are read in the order of acquisition, which counts shots.
 * @param kSpace `[slices][coils][1][line][readout]` complex, interleaved
 * @param addNoise see `noiseSource`
 */
export class EpiReader {
  readonly header: Pick<AcquisitionHeader, "numberOfSamples" | "centerSample">;
  readonly #kSpace: Float32Array;
  readonly #settings: PhantomSettings;
  readonly #lines: EpiLines;
  readonly #addNoise: (data: Float32Array) => void;
  readonly #garbage: (samples: number) => Float32Array<ArrayBuffer>;
  readonly #positions: EpiPositions;
  /** `[samples][pixels]`: real and imaginary parts of the transform of a forward line. */
  readonly #transform: { readonly cos: Float64Array; readonly sin: Float64Array };
  #shot = -1;

  constructor(
    kSpace: Float32Array,
    settings: PhantomSettings,
    addNoise: (data: Float32Array) => void,
    lines: EpiLines = { firstRow: lineAxis(settings).dropped, scale: 1 },
  ) {
    const { matrix, oversampling } = settings;
    this.#kSpace = kSpace;
    this.#settings = settings;
    this.#lines = lines;
    this.#addNoise = addNoise;
    this.#garbage = garbageSource(kSpace, settings);
    const timing = epiTiming(settings);
    this.#positions = epiPositions(timing, matrix * oversampling);
    this.#transform = transformOf(this.#positions.encoded, settings);
    this.header = { numberOfSamples: timing.samples, centerSample: Math.floor(timing.samples / 2) };
  }

  /** An image line or a navigator with noise. */
  read(line: Line, echo: number): ReadSamples {
    if (echo === -this.#settings.epiNavigators) this.#shot += 1;
    const data = this.#signal(line, this.#phases(line, echo));
    this.#addNoise(data);
    return { data, trajectory: this.#trajectory(line) };
  }

  /** Garbage samples. */
  readGarbage(line: Line): ReadSamples {
    return { data: this.#garbage(this.header.numberOfSamples), trajectory: this.#trajectory(line) };
  }

  /** Phase of each sample in addition to that of the object. */
  #phases(line: Line, echo: number): Float64Array {
    const { gradientDelay, oddEvenPhase, shotPhase, drift } = this.#settings;
    const { encoded, flat } = this.#positions;
    const direction = isReversed(line) ? -1 : 1;
    const oddEven = (oddEvenPhase + shotPhase * this.#shot) / 2;
    const turns = this.#readoutOffset(line.slice);
    return encoded.map(
      (k, n) => direction * (2 * Math.PI * turns * (k - gradientDelay - flat[n]!) + oddEven) + drift * echo,
    );
  }

  /**
   * Distance of the slice's centre from the isocentre along the readout, relative to the encoded field of view. The
   * receiver's frequency is constant, that of the place on the flat top, so that samples of the ramps have a phase.
   */
  #readoutOffset(slice: number): number {
    const { readDir } = directions(this.#settings);
    const position = positionMm(this.#settings, slice);
    const distance = readDir.reduce((sum, part, axis) => sum + part * position[axis]!, 0);
    return distance / (FIELD_OF_VIEW_MM * this.#settings.oversampling);
  }

  #signal(line: Line, phases: Float64Array): Float32Array<ArrayBuffer> {
    const { coils } = this.#settings;
    const images = this.#imagesOf(line);
    const pixels = images.length / 2 / coils;
    const { cos, sin } = this.#transform;
    const sign = isReversed(line) ? -1 : 1; // A reversed line has the negative positions.
    const factor = contrastFactor(this.#settings, line.contrast) * this.#lines.scale;
    const samples = phases.length;
    const data = new Float32Array(2 * samples * coils);
    for (let n = 0; n < samples; n++) {
      const turnRe = factor * Math.cos(phases[n]!);
      const turnIm = factor * Math.sin(phases[n]!);
      for (let coil = 0; coil < coils; coil++) {
        let re = 0;
        let im = 0;
        for (let x = 0, at = pixels * n, from = 2 * pixels * coil; x < pixels; x++, at++, from += 2) {
          const a = images[from]!;
          const b = images[from + 1]!;
          re += a * cos[at]! - sign * b * sin[at]!;
          im += sign * a * sin[at]! + b * cos[at]!;
        }
        data[2 * (samples * coil + n)] = re * turnRe - im * turnIm;
        data[2 * (samples * coil + n) + 1] = re * turnIm + im * turnRe;
      }
    }
    return data;
  }

  /** The line in hybrid space: `[coils][pixels]`, transformed along the lines only. */
  #imagesOf({ slice, kspaceEncodeStep1 }: Line): Float32Array {
    const { coils, matrix, oversampling } = this.#settings;
    const pixels = matrix * oversampling;
    const rows = lineAxis(this.#settings).full;
    const row = kspaceEncodeStep1 + this.#lines.firstRow;
    const images = new Float32Array(2 * pixels * coils);
    for (let coil = 0; coil < coils; coil++) {
      const from = ((slice * coils + coil) * rows + row) * pixels;
      images.set(this.#kSpace.subarray(2 * from, 2 * (from + pixels)), 2 * pixels * coil);
    }
    transformAxis(images, [pixels, coils], 0, "inverse");
    return images;
  }

  /** k-space coordinates of each sample, those that the gradients are meant to have. */
  #trajectory(line: Line): Float32Array<ArrayBuffer> {
    const { coordinates, matrix, oversampling } = this.#settings;
    if (!coordinates) return new Float32Array(0);
    const { full } = lineAxis(this.#settings);
    const ky = (line.kspaceEncodeStep1 + this.#lines.firstRow - Math.floor(full / 2)) / full;
    const direction = isReversed(line) ? -1 : 1;
    const points = Array.from(this.#positions.encoded, (k) => [(direction * k) / (matrix * oversampling), ky]);
    return Float32Array.from(points.flat());
  }
}

/** exp(−2πi (k − δ) x / N) / √N for each position k of a forward line and each pixel x. */
function transformOf(encoded: Float64Array, { matrix, oversampling, gradientDelay }: PhantomSettings) {
  const pixels = matrix * oversampling;
  const angles = new Float64Array(encoded.length * pixels);
  for (const [n, k] of encoded.entries()) {
    for (let x = 0; x < pixels; x++) {
      angles[pixels * n + x] = (-2 * Math.PI * (k - gradientDelay) * (x - Math.floor(pixels / 2))) / pixels;
    }
  }
  const size = 1 / Math.sqrt(pixels);
  return { cos: angles.map((angle) => size * Math.cos(angle)), sin: angles.map((angle) => size * Math.sin(angle)) };
}
