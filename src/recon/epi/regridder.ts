import type { GadgetContext } from "../../gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag, type Encoding } from "../../mrd/index.ts";
import {
  demodulationPhase,
  gadgetronRegridMatrix,
  largestStep,
  packedMatrix,
  regridMatrix,
  regridNoise,
} from "../../numerics/epi/index.ts";
import { counted } from "../../text/index.ts";
import { reportWork, samplesInFieldOfView } from "../readouts/index.ts";
import { type GivenTrapezoid, type ReadoutPositions, readoutPositions, uniformPositions } from "./readout-positions.ts";

export interface RegridOptions {
  readonly trapezoid: GivenTrapezoid;
  /** Right pixels, or those of Gadgetron, which are the recon matrix over the encoded field of view. */
  readonly pixels: "centered" | "gadgetron";
  /** Whether it is the first encoding. Gadgetron takes those after it for gradient echoes without oversampling. */
  readonly isFirst: boolean;
  /** Pixels have the scale of the signal, or noise of the samples' standard deviation. */
  readonly units: "signal" | "noise";
  /** How the scanner demodulates a slice off the centre. */
  readonly demodulation: "constant" | "along-gradient";
}

/** What turns a readout into pixels. */
export interface RegriddedLine {
  readonly matrix: Float32Array;
  readonly pixels: number;
  readonly reversed: boolean;
}

/** Samples may be further apart than the field of view allows by this factor. */
const FOLDING = 1.02;
/** Matrices that are kept: one for each direction, and for each place of a slice along the readout or trajectory. */
const MOST_MATRICES = 64;
/** Seconds for a matrix, per cube of its pixels, measured on one core of 2.5 GHz. */
const SECONDS = 2.5e-8;

interface KnownTrajectory {
  /** Positions along the readout, as in a trajectory. */
  readonly along: Float32Array;
  readonly shift: number;
  readonly line: RegriddedLine;
}

/** Matrices that regrid the readouts of one encoding; they are computed for the first readout that needs them. */
export class Regridder {
  readonly #context: GadgetContext;
  readonly #encoding: Encoding;
  readonly #name: string;
  readonly #options: RegridOptions;
  readonly #known = new Map<string, RegriddedLine>();
  readonly #trajectories: KnownTrajectory[] = [];

  /** @param name `encoding 0` */
  constructor(context: GadgetContext, encoding: Encoding, name: string, options: RegridOptions) {
    this.#context = context;
    this.#encoding = encoding;
    this.#name = name;
    this.#options = options;
  }

  /** Number of pixels of a regridded readout. */
  get pixels(): number {
    const { reconSpace } = this.#encoding;
    return this.#options.pixels === "gadgetron" ? reconSpace.matrixSize.x : samplesInFieldOfView(this.#encoding);
  }

  /** @throws EpiError `bad-trapezoid`, `bad-trajectory`; GadgetError `too-much-work` */
  of(readout: Pick<Acquisition, "header" | "trajectory">): RegriddedLine {
    const { header, trajectory } = readout;
    const shift = this.#shiftOf(header);
    if (trajectory.length > 0) {
      const { trajectoryDimensions: dimensions } = header;
      const known = this.#trajectories.find(
        (each) => each.shift === shift && isAlong(each.along, trajectory, dimensions),
      );
      if (known !== undefined) return known.line;
      const line = this.#lineOf(readout, shift);
      const along = trajectory.filter((_, i) => i % dimensions === 0);
      this.#trajectories.unshift({ along, shift, line });
      this.#trajectories.length = Math.min(this.#trajectories.length, MOST_MATRICES);
      return line;
    }
    const { numberOfSamples, centerSample, discardPre, discardPost, sampleTimeUs } = header;
    const direction = header.has(AcquisitionFlag.reverse);
    const key = [numberOfSamples, centerSample, discardPre, discardPost, sampleTimeUs, direction, shift].join();
    let line = this.#known.get(key);
    if (line === undefined) {
      line = this.#lineOf(readout, shift);
      if (this.#known.size === MOST_MATRICES) this.#known.delete(this.#known.keys().next().value!);
      this.#known.set(key, line);
    }
    return line;
  }

  /** Distance of a slice from the centre along the readout, over the encoded field of view. */
  #shiftOf({ position, readDir }: Acquisition["header"]): number {
    if (this.#options.demodulation === "along-gradient") return 0;
    const mm = position.reduce((sum, place, axis) => sum + place * readDir[axis]!, 0);
    const shift = mm / this.#encoding.encodedSpace.fieldOfViewMm.x;
    return Number.isFinite(shift) ? shift : 0;
  }

  #lineOf(readout: Pick<Acquisition, "header" | "trajectory">, shift: number): RegriddedLine {
    const isGadgetrons = this.#options.pixels === "gadgetron";
    const isUniform = isGadgetrons && !this.#options.isFirst;
    const found = isUniform
      ? uniformPositions(readout.header, this.pixels)
      : readoutPositions(readout, this.#encoding, this.#options.trapezoid, isGadgetrons ? "end" : "center");
    const { positions, reversed, source } = found;
    const phase = shift === 0 || source === "grid" ? undefined : demodulationPhase(shift, positions);
    const encoded = this.#encoding.encodedSpace.matrixSize.x;
    const kept = this.pixels;
    const support = this.#supportOf(found);
    const whole = isUniform ? kept : encoded;
    const inverted = isGadgetrons ? whole : support;
    reportWork(this.#context, {
      what: `inverting the readouts' transform to ${counted(inverted, "pixel")}`,
      seconds: inverted ** 3 * SECONDS,
      advice: "acquire fewer samples, or check the header's matrix sizes",
    });
    const matrix = isGadgetrons
      ? gadgetronRegridMatrix(positions, whole, kept, phase)
      : regridMatrix({ positions, pixels: encoded, support, kept, phase });
    const noise = regridNoise(matrix, kept);
    if (this.#options.units === "noise") {
      for (let at = 0; at < matrix.length; at += 1) matrix[at]! /= noise[Math.floor(at / 2) % kept]! || 1;
    }
    this.#report(found, noise, kept);
    return { matrix: packedMatrix(matrix, positions.length, kept), pixels: kept, reversed };
  }

  /** Pixels that may contain signal: those that the samples furthest apart distinguish. */
  #supportOf({ positions }: ReadoutPositions): number {
    const encoded = this.#encoding.encodedSpace.matrixSize.x;
    const kept = Math.min(this.pixels, encoded);
    const step = largestStep(positions);
    const folding = (step * kept) / encoded;
    if (folding > FOLDING) {
      this.#context.reportOnce(
        `${this.#name} folds`,
        "warning",
        `${this.#name}: readouts fold: where the gradient is strongest, samples are ${folding.toFixed(2)} times as far ` +
          "apart as the field of view allows: acquire more samples, or along shorter ramps",
      );
    }
    return Math.max(kept, Math.min(encoded, Math.floor(encoded / step + 0.01)));
  }

  #report({ positions, reversed, source }: ReadoutPositions, noise: Float64Array, kept: number): void {
    const from = { trajectory: "their trajectories", trapezoid: "the trapezoid", grid: "a uniform grid" }[source];
    const root = Math.sqrt(noise.reduce((sum, each) => sum + each ** 2, 0) / kept);
    const { reportOnce } = this.#context;
    reportOnce(
      `${this.#name} ${source}`,
      "info",
      `${this.#name}: ${counted(positions.length, "sample")} of a readout become ${counted(kept, "pixel")}, by ${from}; ` +
        `noise × ${root.toFixed(3)}`,
    );
    if (source === "grid" && reversed) {
      reportOnce(
        `${this.#name} has no trapezoid`,
        "warning",
        `${this.#name}: neither the header's trajectoryDescription nor trajectories say where reversed readouts were ` +
          "placed; if they were sampled on ramps of the gradient, set rampUp, flatTop and rampDown",
      );
    }
    const { encodedSpace, reconSpace } = this.#encoding;
    const [wide, described] = [encodedSpace.fieldOfViewMm.x, reconSpace.fieldOfViewMm.x];
    const { pixels, isFirst } = this.#options;
    if (pixels === "gadgetron" && isFirst && Math.abs(wide / described - 1) > 0.005) {
      reportOnce(
        `${this.#name} is wide`,
        "warning",
        `${this.#name}: with Gadgetron's pixels, images are ${wide.toFixed(1)} mm wide along the readout, not ` +
          `${described.toFixed(1)} mm as they say; set pixels to centered for right ones`,
      );
    }
    this.#context.recordAttributes({ LarmorRegridding: source, LarmorRegriddingNoise: Number(root.toFixed(4)) });
  }
}

/** Whether a trajectory has these positions along the readout, its first dimension. */
function isAlong(along: Float32Array, trajectory: Float32Array, dimensions: number): boolean {
  if (along.length * dimensions !== trajectory.length) return false;
  return along.every((position, sample) => position === trajectory[sample * dimensions]);
}
