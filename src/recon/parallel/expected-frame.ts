import type { KSpace } from "../../gadget-api/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import { type Acquisition, AcquisitionFlag } from "../../mrd/index.ts";
import type { PlacedLine, StoredLine } from "../../numerics/cartesian/index.ts";
import {
  complexView,
  fillLines,
  type ImageFilling,
  lineGroups,
  lineSources,
  type SourceLine,
  type WeightedLines,
} from "../../numerics/parallel/index.ts";

/** After many readouts without a pause, so many times the lines that are enough are computed together. */
const MOST_BATCHES = 4;

/** A line that the frame will lack. */
interface MissingLine {
  readonly line: number;
  readonly group: number;
  readonly target: number;
  /** The lines that it is computed from, in the order of the kernel; −1 for those outside of the grid. */
  readonly sources: readonly number[];
  /** How many of them have not come yet. */
  open: number;
  /** Its samples, `[coils][e0]` complex, and those that they were computed from. */
  computed: { readonly samples: Float32Array; readonly from: readonly (Float32Array | undefined)[] } | undefined;
}

/** Lines of a frame that are computed, and what is left to be computed. */
export interface TakenLines {
  readonly computed: readonly Pick<PlacedLine, "index" | "samples">[];
  readonly rest: ImageFilling;
}

/**
 * A frame that is being acquired, of one image whose readouts come in image space: it probably has the lines of the
 * frame before it. Missing lines whose neighbours have come can be computed. Those are used of which the frame, when it
 * is complete, has the same neighbours and weights.
 */
export class ExpectedFrame {
  readonly #before: Pick<KSpace, "shape" | "counts" | "headers">;
  readonly #groups: readonly WeightedLines[];
  readonly #memory: SampleMemory;
  /** Lines by the counters of their readouts. */
  readonly #lines = new Map<number, number>();
  readonly #missing = new Map<number, MissingLine>();
  /** By the line that they need. */
  readonly #needing = new Map<number, MissingLine[]>();
  readonly #readouts = new Map<number, Acquisition>();
  /** Their samples, `[e2][e1]`. */
  readonly #stored: (SourceLine | undefined)[];
  /** Those whose neighbours have come, by group. */
  readonly #ready: Set<MissingLine>[];
  /** Memory of computed lines. */
  readonly #results: Float32Array[] = [];

  /** @param before the frame before it, with the lines of its calibration */
  constructor(before: Pick<KSpace, "shape" | "counts" | "headers">, filling: ImageFilling, memory: SampleMemory) {
    this.#before = before;
    this.#groups = lineGroups(filling);
    this.#memory = memory;
    this.#ready = this.#groups.map(() => new Set());
    this.#stored = new Array<SourceLine | undefined>(before.counts.length).fill(undefined);
    for (const [line, header] of before.headers.entries())
      if (header !== undefined) this.#lines.set(keyOf(header), line);
    for (const [group, { lines }] of this.#groups.entries()) {
      for (const [target, some] of lines.entries()) for (const line of some) this.#expect(group, target, line);
    }
  }

  #expect(group: number, target: number, line: number): void {
    const { shape, counts } = this.#before;
    const sources = lineSources(this.#groups[group]!, [shape.e1, shape.e2], target, line);
    const existing = sources.filter((source) => source >= 0 && counts[source]! > 0);
    const missing: MissingLine = { line, group, target, sources, open: existing.length, computed: undefined };
    this.#missing.set(line, missing);
    for (const source of existing) {
      const needing = this.#needing.get(source);
      if (needing === undefined) this.#needing.set(source, [missing]);
      else needing.push(missing);
    }
  }

  /** Memory of the lines that it has computed. */
  get bytes(): number {
    return this.#results.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Adds a readout, if it is one of the frame. */
  add(readout: Acquisition): void {
    const { header, space } = readout;
    const { e0, coils } = this.#before.shape;
    const line = this.#lines.get(keyOf(header));
    const isWhole = header.numberOfSamples === e0 && header.discardPre + header.discardPost === 0;
    if (line === undefined || space !== "image" || !isWhole || header.activeChannels !== coils) return;
    if (header.has(AcquisitionFlag.reverse)) return;
    const isNew = !this.#readouts.has(line);
    this.#readouts.set(line, readout);
    this.#stored[line] = { samples: complexView(readout.data), stride: e0, from: 0 };
    for (const missing of this.#needing.get(line) ?? []) {
      if (isNew) missing.open -= 1;
      missing.computed = undefined; // from an earlier readout of this line
      if (missing.open === 0) this.#ready[missing.group]!.add(missing);
    }
  }

  /** The same frame with other weights. */
  with(filling: ImageFilling): ExpectedFrame {
    const frame = new ExpectedFrame(this.#before, filling, this.#memory);
    for (const readout of this.#readouts.values()) frame.add(readout);
    this.release();
    return frame;
  }

  /**
   * Computes lines of a group that can be computed.
   * @param enough lines of each target; at the edges of k-space, any number is enough
   * @returns whether there were enough of any group
   */
  compute(enough: number): boolean {
    const least = enough * this.#groups[0]!.lines.length;
    const i = this.#ready.findIndex(({ size }, group) => size >= (group === 0 ? least : 1));
    if (i < 0) return false;
    const some = [...this.#ready[i]!].slice(0, MOST_BATCHES * least);
    for (const missing of some) this.#ready[i]!.delete(missing);
    const { e0, e1, e2, coils } = this.#before.shape;
    const group = this.#groups[i]!;
    const byTarget = group.lines.map((_, target) => some.filter((each) => each.target === target));
    const lines = byTarget.map((each) => Uint32Array.from(each, ({ line }) => line));
    const width = 2 * e0 * coils;
    const result = this.#memory.allocate(width * some.length);
    this.#results.push(result);
    fillLines({ shape: [e0, e1, e2], coils }, { ...group, lines }, this.#stored, result);
    for (const [at, missing] of byTarget.flat().entries()) {
      const from = missing.sources.map((source) => this.#readouts.get(source)?.data);
      missing.computed = { samples: result.subarray(at * width, (at + 1) * width), from };
    }
    return true;
  }

  /**
   * The frame is complete: its lines that were computed, as far as they are those of the frame.
   * @param stored where its readouts are
   */
  take(filling: ImageFilling, stored: readonly (StoredLine | undefined)[]): TakenLines {
    const computed: TakenLines["computed"][number][] = [];
    const left = (group: WeightedLines) =>
      group.lines.map((lines) =>
        lines.filter((line) => {
          const missing = this.#missing.get(line);
          if (missing?.computed === undefined || !isSame(group.weights, this.#groups[missing.group]!.weights))
            return true;
          const { samples, from } = missing.computed;
          if (from.some((data, i) => stored[missing.sources[i]!]?.samples !== data)) return true;
          computed.push({ index: line, samples });
          return false;
        }),
      );
    const [whole, ...edges] = lineGroups(filling).map((group) => ({ ...group, lines: left(group) }));
    return { computed, rest: { ...whole!, edges } };
  }

  /** Releases the memory of the lines that it has computed. */
  release(): void {
    for (const result of this.#results.splice(0)) this.#memory.release(result);
  }
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length;
}

function keyOf({ kspaceEncodeStep1, kspaceEncodeStep2 }: Acquisition["header"]): number {
  return 65536 * kspaceEncodeStep2 + kspaceEncodeStep1;
}
