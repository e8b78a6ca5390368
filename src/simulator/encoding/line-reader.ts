import { AcquisitionFlag, type AcquisitionHeader } from "../../mrd/index.ts";
import { garbageSource } from "../garbage.ts";
import { contrastFactor } from "../object/contrast.ts";
import type { PhantomSettings } from "../options/options.ts";
import type { Line } from "./order.ts";
import { lineAxis, partitionAxis, readoutAxis, type SampledAxis } from "./sampling.ts";

/** Samples of one simulated readout. */
export interface ReadSamples {
  /** `[coils][samples]` complex, interleaved. */
  readonly data: Float32Array<ArrayBuffer>;
  /** `[samples][trajectoryDimensions]`, empty if coordinates were not requested. */
  readonly trajectory: Float32Array<ArrayBuffer>;
}

/**
 * Simulates the readouts of one encoding.
 * @param kSpace `[slices][coils][partitions][line][readout]` complex, interleaved
 * @param addNoise see `noiseSource`
 */
export class LineReader {
  /** Header fields that the encoding's readouts share. Reversed readouts, too, have the centre of the full line. */
  readonly header: Pick<AcquisitionHeader, "numberOfSamples" | "centerSample" | "discardPre" | "discardPost">;
  readonly #kSpace: Float32Array;
  readonly #settings: PhantomSettings;
  readonly #addNoise: (data: Float32Array) => void;
  readonly #garbage: (samples: number) => Float32Array<ArrayBuffer>;
  readonly #x: SampledAxis;
  readonly #y: SampledAxis;
  readonly #z: SampledAxis;

  constructor(kSpace: Float32Array, settings: PhantomSettings, addNoise: (data: Float32Array) => void) {
    const { discardPre, discardPost } = settings;
    this.#kSpace = kSpace;
    this.#settings = settings;
    this.#addNoise = addNoise;
    this.#garbage = garbageSource(kSpace, settings);
    this.#x = readoutAxis(settings);
    this.#y = lineAxis(settings);
    this.#z = partitionAxis(settings);
    const { acquired, center } = this.#x;
    const numberOfSamples = discardPre + acquired + discardPost;
    this.header = { numberOfSamples, centerSample: discardPre + center, discardPre, discardPost };
  }

  /** A line of k-space with noise, reversed if flagged, between garbage samples that are to be discarded. */
  read(line: Line): ReadSamples {
    const samples = this.#samplesOf(line);
    this.#addNoise(samples);
    if (isReversed(line)) reverse(samples, this.#settings.coils);
    return { data: this.#padded(samples), trajectory: this.#trajectory(line) };
  }

  /** Garbage samples. */
  readGarbage(line: Line): ReadSamples {
    return { data: this.#garbage(this.header.numberOfSamples), trajectory: this.#trajectory(line) };
  }

  #samplesOf({ slice, kspaceEncodeStep1, kspaceEncodeStep2, contrast }: Line): Float32Array<ArrayBuffer> {
    const { coils, partitions } = this.#settings;
    const [x, y, z] = [this.#x, this.#y, this.#z];
    const samples = new Float32Array(2 * x.acquired * coils);
    for (let coil = 0; coil < coils; coil++) {
      const partition = (slice * coils + coil) * partitions + kspaceEncodeStep2 + z.dropped;
      const from = (partition * y.full + kspaceEncodeStep1 + y.dropped) * x.full;
      samples.set(this.#kSpace.subarray(2 * (from + x.dropped), 2 * (from + x.full)), 2 * x.acquired * coil);
    }
    const factor = contrastFactor(this.#settings, contrast);
    return factor === 1 ? samples : samples.map((value) => factor * value);
  }

  #padded(samples: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    const { coils } = this.#settings;
    const { numberOfSamples, discardPre, discardPost } = this.header;
    if (discardPre + discardPost === 0) return samples;
    const padded = this.#garbage(numberOfSamples);
    const length = samples.length / coils;
    for (let coil = 0; coil < coils; coil++) {
      const line = samples.subarray(length * coil, length * (coil + 1));
      padded.set(line, 2 * (numberOfSamples * coil + discardPre));
    }
    return padded;
  }

  /** k-space coordinates of each sample, −0.5 to 0.5 along each axis of the grid; for a volume also along z. */
  #trajectory(line: Line): Float32Array<ArrayBuffer> {
    if (!this.#settings.coordinates) return new Float32Array(0);
    const [x, y, z] = [this.#x, this.#y, this.#z];
    const place = (index: number, { center, full }: SampledAxis) => (index - center) / full;
    const ky = place(line.kspaceEncodeStep1, y);
    const kz = this.#settings.partitions > 1 ? [place(line.kspaceEncodeStep2, z)] : [];
    const { numberOfSamples, discardPre } = this.header;
    const sample = (i: number) => (isReversed(line) ? x.acquired - 1 - (i - discardPre) : i - discardPre);
    const points = Array.from({ length: numberOfSamples }, (_, i) => [place(sample(i), x), ky, ...kz]);
    return Float32Array.from(points.flat());
  }
}

export function isReversed({ flags }: Line): boolean {
  return (flags & (1n << BigInt(AcquisitionFlag.reverse - 1))) !== 0n;
}

/** Reverses each coil's samples, in place. @param data `[coils][samples]` complex, interleaved */
function reverse(data: Float32Array, coils: number): void {
  const samples = data.length / coils / 2;
  for (let coil = 0; coil < coils; coil++) {
    const line = data.slice(2 * samples * coil, 2 * samples * (coil + 1));
    for (let i = 0; i < samples; i++) {
      const from = 2 * (samples - 1 - i);
      data.set(line.subarray(from, from + 2), 2 * (samples * coil + i));
    }
  }
}
