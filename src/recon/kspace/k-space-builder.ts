import { GadgetError, KSpace, type KSpaceShape, type MemoryBudget } from "../../gadget-api/index.ts";
import { type AxisSampling, lineIndex, PlacedLines } from "../../gadget-api/k-space/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import { type Acquisition, AcquisitionFlag, type AcquisitionHeader, type Encoding } from "../../mrd/index.ts";
import { GridLines } from "../../numerics/cartesian/index.ts";
import { counted } from "../../text/index.ts";
import { forwardReadout, inKSpace } from "../readouts/index.ts";
import { missingLines } from "./missing-lines.ts";
import { type LinePlacing, PhaseAxis } from "./phase-axis.ts";

/** Memory of a line in addition to its samples: its header and its count. */
const LINE_BYTES = 64;

/** Positions that are nearer to each other are one slice, whatever the header says of its thickness. */
const FEWEST_MM = 1;

export interface KSpaceBuilderOptions {
  /** Sizes of the free dimensions. */
  readonly n: number;
  readonly s: number;
  readonly slices: number;
  /** Domain of the readouts. */
  readonly readout: KSpace["readout"];
  /** Lines acquired more than once: averaged, or the last one retained. */
  readonly repeated: "average" | "keep-last";
  readonly placing: LinePlacing;
  /** Allocates the k-space. */
  readonly memory: SampleMemory;
  /** Limits the k-space. */
  readonly room: MemoryBudget;
  /** Called when the samples of the readouts are no longer needed. */
  readonly done: () => void;
}

/**
 * Places the readouts of one encoding on its k-space grid. The size along e0 is that of a readout less its discarded
 * samples. With parallel imaging it is the encoded matrix, so that reference and image data have the same size: a
 * readout of that length keeps its position, with zeros for discarded samples; a shorter one is shifted so that its
 * centre sample is at floor(e0 / 2). With `placing: counted` it is the encoded matrix as well, and readouts are aligned
 * to its end.
 */
export class KSpaceBuilder {
  readonly #readout: KSpaceBuilderOptions["readout"];
  readonly #repeated: KSpaceBuilderOptions["repeated"];
  /** Alignment of readouts along e0: as they are, by their centre, or by their end. */
  readonly #align: "as-acquired" | "center" | "end";
  readonly #shape: KSpaceShape;
  readonly #grid: GridLines;
  readonly #memory: SampleMemory;
  readonly #done: () => void;
  readonly #headers: (AcquisitionHeader | undefined)[];
  #facts: Acquisition["facts"][] | undefined;
  readonly #counts: Uint32Array;
  readonly #discarded: Uint32Array;
  readonly #e1: PhaseAxis;
  readonly #e2: PhaseAxis;
  readonly #sliceMm: number;
  readonly #rows1 = { first: Number.POSITIVE_INFINITY, last: -1 };
  readonly #rows2 = { first: Number.POSITIVE_INFINITY, last: -1 };
  readonly #acceleration: KSpace["acceleration"];

  /**
   * @param first any of its readouts: all must have the same number of channels
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
    this.#e1 = new PhaseAxis(encodedSpace.matrixSize.y, kspaceEncodingStep1, placing);
    this.#e2 = new PhaseAxis(encodedSpace.matrixSize.z, kspaceEncodingStep2, placing);
    this.#sliceMm = Math.max(FEWEST_MM, encodedSpace.fieldOfViewMm.z);
    const factor = parallelImaging?.accelerationFactor;
    this.#acceleration = [factor?.kspaceEncodingStep1 ?? 1, factor?.kspaceEncodingStep2 ?? 1];
    this.#shape = { e0, e1: this.#e1.size, e2: this.#e2.size, coils, n, s, slices };
    const lines = this.#e1.size * this.#e2.size * n * s * slices;
    const bytes = (2 * e0 * coils * Float32Array.BYTES_PER_ELEMENT + LINE_BYTES) * lines;
    const what = `k-space of ${Object.values(this.#shape).join(" × ")} (${Object.keys(this.#shape).join(", ")})`;
    room.require(what, bytes, "k-space-too-large", "split the data by more counters");
    this.#headers = new Array<AcquisitionHeader | undefined>(lines).fill(undefined);
    this.#counts = new Uint32Array(lines);
    this.#discarded = new Uint32Array(n * s * slices);
    this.#grid = new GridLines({ ...this.#shape, images: n * s * slices }, this.#counts);
    this.#memory = memory;
    this.#done = done;
  }

  /**
   * Places a readout; one outside the encoded matrix is counted and discarded.
   * @param at its position in the free dimensions
   * @throws GadgetError `readout-mismatch`, `empty-readout`, `slices-not-counted`, naming the scan counter
   */
  place(acquired: Acquisition, at: { n: number; s: number; slice: number }): void {
    const { header, data: samples } = this.#readout === "image" ? acquired : forwardReadout(inKSpace(acquired));
    const length = keptSamples(header);
    const first = this.#firstSample(header, length);
    const e1 = this.#e1.row(header.kspaceEncodeStep1);
    const e2 = this.#e2.row(header.kspaceEncodeStep2);
    if (e1 === undefined || e2 === undefined) {
      this.#discarded[(at.slice * this.#shape.s + at.s) * this.#shape.n + at.n]! += 1;
      return;
    }

    include(this.#rows1, e1);
    include(this.#rows2, e2);
    const index = lineIndex(this.#shape, { e1, e2, ...at });
    const occupied = this.#counts[index]! > 0;
    const adds = occupied && this.#repeated === "average";
    if (adds) this.#requireSameSlice(header, this.#headers[index]!);
    this.#counts[index] = adds ? this.#counts[index]! + 1 : 1;
    this.#headers[index] = header;
    if (acquired.facts !== undefined) {
      this.#facts ??= new Array<Acquisition["facts"]>(this.#headers.length);
      this.#facts[index] = acquired.facts;
    }
    const { numberOfSamples: stride, discardPre: from } = header;
    this.#grid.add({ index, samples, stride, from, length, first, adds });
  }

  /** Averaging lines of different slices gives an image of neither. A moving patient is followed by less. */
  #requireSameSlice(header: AcquisitionHeader, other: AcquisitionHeader): void {
    const { position, sliceDir, slice, scanCounter } = header;
    const distance = Math.hypot(...position.map((place, axis) => place - other.position[axis]!));
    const across = Math.abs(
      position.reduce((sum, place, axis) => sum + (place - other.position[axis]!) * sliceDir[axis]!, 0),
    );
    if (!(distance > this.#sliceMm && across > this.#sliceMm)) return;
    throw new GadgetError(
      "slices-not-counted",
      `readouts ${other.scanCounter} and ${scanCounter} are the same line of slice ${slice}, but ${distance.toFixed(1)} mm ` +
        "apart: their slice counter was not set",
    );
  }

  /** Position on the grid where a readout starts. */
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
      `readout ${scanCounter} has ${counted(length, "sample")} and ${counted(activeChannels, "channel")}, ` +
        `which do not match the ${counted(e0, "sample")} and ${counted(coils, "channel")} of its k-space${centered}`,
    );
  }

  build(): KSpace {
    const description = {
      shape: this.#shape,
      readout: this.#readout,
      headers: this.#headers,
      facts: this.#facts,
      counts: this.#counts,
      discarded: this.#discarded,
      e1: samplingOf(this.#e1, this.#rows1),
      e2: samplingOf(this.#e2, this.#rows2),
      acceleration: this.#acceleration,
      missing: this.#missing(),
    };
    return new KSpace(description, new PlacedLines(this.#grid, { memory: this.#memory, done: this.#done }));
  }

  /** `[slices][s][n]` */
  #missing(): KSpace["missing"] {
    const lines = this.#shape.e1 * this.#shape.e2;
    return Array.from(this.#discarded, (_, image) => {
      const counts = this.#counts.subarray(image * lines, (image + 1) * lines);
      return missingLines(counts, this.#e1, this.#e2);
    });
  }
}

interface Rows {
  first: number;
  last: number;
}

function include(rows: Rows, row: number): void {
  if (row < rows.first) rows.first = row;
  if (row > rows.last) rows.last = row;
}

/** The rows that the header announces, and those that came all the same. */
function samplingOf({ first, last, center }: PhaseAxis, rows: Rows): AxisSampling {
  return { first: Math.min(first, rows.first), last: Math.max(last, rows.last), center };
}

/** Whether a readout is in image space and needs no shift along e0, which is only possible in k-space. */
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
    `readout ${scanCounter} has nothing to place: ${counted(numberOfSamples, "sample")}, of which ${discardPre} at the beginning ` +
      `and ${discardPost} at the end are discarded, of ${counted(activeChannels, "channel")}`,
  );
}
