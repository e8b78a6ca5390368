import { GadgetError, KSpace, type KSpaceShape, type MemoryBudget } from "../../gadget-api/index.ts";
import { lineIndex } from "../../gadget-api/k-space/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import { type Acquisition, AcquisitionFlag, type AcquisitionHeader, type Encoding } from "../../mrd/index.ts";
import { forwardReadout, inKSpace } from "../readouts/index.ts";
import { type LinePlacing, PhaseAxis } from "./phase-axis.ts";
import { PlacedLines } from "./placed-lines.ts";

/** What a line takes beside its samples: a place for its header, and its count. */
const LINE_BYTES = 64;

export interface KSpaceBuilderOptions {
  /** Sizes of the free dimensions. */
  readonly n: number;
  readonly s: number;
  readonly slices: number;
  /** What the readouts that are placed are in. */
  readonly readout: KSpace["readout"];
  /** Lines acquired more than once: their mean, or the last of them. */
  readonly repeated: "average" | "keep-last";
  readonly placing: LinePlacing;
  /** Where the k-space gets its memory. */
  readonly memory: SampleMemory;
  /** For the k-space. */
  readonly room: MemoryBudget;
  /** Called when the samples of the readouts are not needed any more. */
  readonly done: () => void;
}

/**
 * Places the readouts of one encoding on its k-space grid. Along e0 that is a readout less its discarded samples. With
 * parallel imaging it is the encoded matrix, so that reference and image data have one size: a readout of that length
 * keeps its place, with zeros for what is discarded; a shorter one goes where its centre sample comes to floor(e0 / 2).
 * Where lines are placed as they are counted, it is the encoded matrix as well, at whose end every readout ends.
 */
export class KSpaceBuilder {
  readonly #readout: KSpaceBuilderOptions["readout"];
  readonly #repeated: KSpaceBuilderOptions["repeated"];
  /** How readouts lie along e0: as they are, about their centre, or at its end. */
  readonly #align: "as-acquired" | "center" | "end";
  readonly #shape: KSpaceShape;
  readonly #lines: PlacedLines;
  readonly #headers: (AcquisitionHeader | undefined)[];
  readonly #counts: Uint32Array;
  readonly #discarded: Uint32Array;
  readonly #e1: PhaseAxis;
  readonly #e2: PhaseAxis;
  readonly #acceleration: KSpace["acceleration"];

  /**
   * @param first any of its readouts: all must have as many channels
   * @throws GadgetError `empty-readout`, `k-space-too-large`
   */
  constructor(
    encoding: Encoding,
    first: AcquisitionHeader,
    { n, s, slices, readout, repeated, placing, memory, room, done }: KSpaceBuilderOptions,
  ) {
    const { encodedSpace, encodingLimits, parallelImaging } = encoding;
    const coils = first.activeChannels;
    this.#align = placing === "counted" ? "end" : parallelImaging === undefined ? "as-acquired" : "center";
    const e0 = this.#align === "as-acquired" ? keptSamples(first) : encodedSpace.matrixSize.x;
    if (keptSamples(first) < 1 || coils < 1) throw emptyReadout(first);
    this.#readout = readout;
    this.#repeated = repeated;
    const { kspaceEncodingStep1, kspaceEncodingStep2 } = encodingLimits;
    this.#e1 = new PhaseAxis("kspaceEncodeStep1", encodedSpace.matrixSize.y, kspaceEncodingStep1, placing);
    this.#e2 = new PhaseAxis("kspaceEncodeStep2", encodedSpace.matrixSize.z, kspaceEncodingStep2, placing);
    const factor = parallelImaging?.accelerationFactor;
    this.#acceleration = [factor?.kspaceEncodingStep1 ?? 1, factor?.kspaceEncodingStep2 ?? 1];
    this.#shape = { e0, e1: this.#e1.size, e2: this.#e2.size, coils, n, s, slices };
    const lines = this.#e1.size * this.#e2.size * n * s * slices;
    const bytes = (2 * e0 * coils * Float32Array.BYTES_PER_ELEMENT + LINE_BYTES) * lines;
    const what = `k-space of ${Object.values(this.#shape).join(" × ")} (${Object.keys(this.#shape).join(", ")})`;
    room.require(what, bytes, "k-space-too-large", "divide the data by more counters");
    this.#headers = new Array<AcquisitionHeader | undefined>(lines).fill(undefined);
    this.#counts = new Uint32Array(lines);
    this.#discarded = new Uint32Array(n * s * slices);
    this.#lines = new PlacedLines(this.#shape, { counts: this.#counts, memory, done });
  }

  /**
   * Places a readout; one off the grid is counted and left out.
   * @param at its place in the free dimensions
   * @throws GadgetError `outside-limits`, `readout-mismatch`, `empty-readout`, naming the scan counter
   */
  place(given: Acquisition, at: { n: number; s: number; slice: number }): void {
    const { header, data: samples } = this.#readout === "image" ? given : forwardReadout(inKSpace(given));
    const length = keptSamples(header);
    const first = this.#firstSample(header, length);
    const e1 = this.#e1.row(header.kspaceEncodeStep1, header.scanCounter);
    const e2 = this.#e2.row(header.kspaceEncodeStep2, header.scanCounter);
    if (e1 === undefined || e2 === undefined) {
      this.#discarded[(at.slice * this.#shape.s + at.s) * this.#shape.n + at.n]! += 1;
      return;
    }

    const index = lineIndex(this.#shape, { e1, e2, ...at });
    const occupied = this.#counts[index]! > 0;
    const adds = occupied && this.#repeated === "average";
    this.#counts[index] = adds ? this.#counts[index]! + 1 : 1;
    this.#headers[index] = header;
    const { numberOfSamples: stride, discardPre: from } = header;
    this.#lines.add({ index, samples, stride, from, length, first, adds });
  }

  /** Where on the grid a readout starts. */
  #firstSample(header: AcquisitionHeader, length: number): number {
    const { scanCounter, numberOfSamples, discardPre, centerSample, activeChannels } = header;
    if (length < 1) throw emptyReadout(header);
    const { e0, coils } = this.#shape;
    const center = Math.floor(e0 / 2);
    const whole = this.#align === "as-acquired";
    const atEnd = this.#align === "end" || numberOfSamples === e0;
    const start = atEnd ? e0 - numberOfSamples : center - centerSample;
    const first = whole ? 0 : discardPre + start;
    const fits = whole ? length === e0 : first >= 0 && first + length <= e0;
    if (fits && activeChannels === coils) return first;
    const centered = whole || atEnd ? "" : `, with the centre sample, ${centerSample}, at ${center}`;
    throw new GadgetError(
      "readout-mismatch",
      `readout ${scanCounter} has ${length} samples and ${activeChannels} channels, ` +
        `which do not fit the ${e0} samples and ${coils} channels of its k-space${centered}`,
    );
  }

  build(): KSpace {
    const description = {
      shape: this.#shape,
      readout: this.#readout,
      headers: this.#headers,
      counts: this.#counts,
      discarded: this.#discarded,
      e1: this.#e1.sampling,
      e2: this.#e2.sampling,
      acceleration: this.#acceleration,
    };
    return new KSpace(description, this.#lines);
  }
}

/** Whether a readout is in image space and needs no placing along e0, which only k-space allows. */
export function isPlainHybrid(acquisition: Acquisition, encoding: Encoding, placing: LinePlacing): boolean {
  const { header } = acquisition;
  if (acquisition.space !== "image" || header.has(AcquisitionFlag.reverse)) return false;
  if (keptSamples(header) !== header.numberOfSamples) return false;
  if (encoding.parallelImaging === undefined && placing === "centered") return true;
  return header.numberOfSamples === encoding.encodedSpace.matrixSize.x;
}

function keptSamples({ numberOfSamples, discardPre, discardPost }: AcquisitionHeader): number {
  return numberOfSamples - discardPre - discardPost;
}

function emptyReadout(header: AcquisitionHeader): GadgetError {
  const { scanCounter, numberOfSamples, discardPre, discardPost, activeChannels } = header;
  return new GadgetError(
    "empty-readout",
    `readout ${scanCounter} has nothing to place: ${numberOfSamples} samples, of which ${discardPre} at the beginning ` +
      `and ${discardPost} at the end are discarded, of ${activeChannels} channels`,
  );
}
