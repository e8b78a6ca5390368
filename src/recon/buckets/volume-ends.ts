import type { AcquisitionHeader, Encoding, Limit, MrdHeader } from "../../mrd/index.ts";

/** What came of the lines of a bucket, whose readouts are flagged. */
interface OpenLines {
  /** Lines of which a readout came, and partitions. */
  readonly lines: Set<number>;
  readonly partitions: Set<number>;
  /** Partitions whose last readout was flagged. */
  readonly ended: Set<number>;
  /** Counters of line and partition of all readouts, and whether one came twice. */
  readonly seen: Set<number>;
  repeats: boolean;
  readonly identity: string;
  /** Each line is flagged. */
  byLine: boolean;
}

/**
 * Where images end, if a flag such as `lastInSlice` may be set after each of their partitions, as some scanners do, or
 * after each of their lines, of which one is not an image. If several partitions came before the first flag, it ends the volume.
 */
export class VolumeEnds {
  readonly #encodings: readonly Encoding[];
  readonly #open = new Map<number, OpenLines>();

  /** @param header of the measurement; without one, each flag ends a bucket */
  constructor(header: MrdHeader | undefined) {
    this.#encodings = header?.encoding ?? [];
  }

  /** Whether a readout belongs to the next image, although the previous one lacks lines or partitions. */
  begins(bucket: number, header: AcquisitionHeader): boolean {
    const open = this.#open.get(bucket);
    if (open === undefined || (!open.byLine && open.ended.size === 0)) return false;
    if (open.identity !== identityOf(header)) return true;
    return open.byLine ? open.seen.has(lineOf(header)) : open.ended.has(header.kspaceEncodeStep2);
  }

  add(bucket: number, header: AcquisitionHeader): void {
    const open = this.#open.get(bucket) ?? openLines(header);
    this.#open.set(bucket, open);
    open.lines.add(header.kspaceEncodeStep1);
    open.partitions.add(header.kspaceEncodeStep2);
    if (open.lines.size > 1 && !open.byLine) return;
    open.repeats ||= open.seen.has(lineOf(header));
    open.seen.add(lineOf(header));
  }

  /** Whether a flagged readout, which was added, ends its image. */
  ends(bucket: number, header: AcquisitionHeader): boolean {
    const open = this.#open.get(bucket);
    const encoding = this.#encodings[header.encodingSpaceRef];
    if (open === undefined || encoding === undefined) return true;
    const { e1, e2 } = expectedLines(encoding);
    if (e1 > 1 && open.lines.size === 1 && !open.repeats) open.byLine = true;
    const { z } = encoding.encodedSpace.matrixSize;
    if (open.byLine) return open.seen.size >= e1 * e2;
    if (!(z > 1)) return true;
    if (open.ended.size === 0 && open.partitions.size > 1) return true;
    open.ended.add(header.kspaceEncodeStep2);
    return open.ended.size >= z;
  }

  /** The bucket was closed. */
  forget(bucket: number): void {
    this.#open.delete(bucket);
  }
}

function openLines(header: AcquisitionHeader): OpenLines {
  const identity = identityOf(header);
  const empty = {
    lines: new Set<number>(),
    partitions: new Set<number>(),
    ended: new Set<number>(),
    seen: new Set<number>(),
  };
  return { ...empty, repeats: false, identity, byLine: false };
}

/** How many lines and partitions an image has. */
function expectedLines({ encodedSpace: { matrixSize }, encodingLimits }: Encoding): { e1: number; e2: number } {
  return {
    e1: extent(matrixSize.y, encodingLimits.kspaceEncodingStep1),
    e2: extent(matrixSize.z, encodingLimits.kspaceEncodingStep2),
  };
}

function extent(size: number, limit: Limit | undefined): number {
  if (limit === undefined || limit.minimum === limit.maximum) return Math.max(1, size);
  return Math.min(size, limit.maximum - limit.minimum + 1);
}

function lineOf({ kspaceEncodeStep1, kspaceEncodeStep2 }: AcquisitionHeader): number {
  return kspaceEncodeStep1 + 65_536 * kspaceEncodeStep2;
}

function identityOf({ slice, average, contrast, phase, repetition, set }: AcquisitionHeader): string {
  return [slice, average, contrast, phase, repetition, set].join();
}
