import type { AcquisitionHeader, MrdHeader } from "../../mrd/index.ts";

/** A volume whose partitions are flagged one by one. */
interface Volume {
  /** Partitions of which a readout came, and those whose last readout was flagged. */
  readonly started: Set<number>;
  readonly ended: Set<number>;
  readonly identity: string;
}

/**
 * Where volumes end, if a flag such as `lastInSlice` may be set after each of their partitions, as some scanners do. If
 * several partitions came before the first flag, the flag ends the volume.
 */
export class VolumeEnds {
  readonly #partitions: readonly number[];
  readonly #volumes = new Map<number, Volume>();

  /** @param header of the measurement; without one, each flag ends a bucket */
  constructor(header: MrdHeader | undefined) {
    this.#partitions = header?.encoding.map(({ encodedSpace }) => encodedSpace.matrixSize.z) ?? [];
  }

  /** Whether a readout belongs to the next volume, although the previous one lacks partitions. */
  begins(bucket: number, header: AcquisitionHeader): boolean {
    const volume = this.#volumes.get(bucket);
    if (volume === undefined || volume.ended.size === 0) return false;
    return volume.identity !== identityOf(header) || volume.ended.has(header.kspaceEncodeStep2);
  }

  add(bucket: number, header: AcquisitionHeader): void {
    if (!(this.#partitions[header.encodingSpaceRef]! > 1)) return;
    const volume = this.#volumes.get(bucket) ?? { started: new Set(), ended: new Set(), identity: identityOf(header) };
    this.#volumes.set(bucket, volume);
    volume.started.add(header.kspaceEncodeStep2);
  }

  /** Whether a flagged readout, which was added, ends its volume. */
  ends(bucket: number, header: AcquisitionHeader): boolean {
    const volume = this.#volumes.get(bucket);
    if (volume === undefined) return true;
    if (volume.ended.size === 0 && volume.started.size > 1) return true;
    volume.ended.add(header.kspaceEncodeStep2);
    return volume.ended.size >= this.#partitions[header.encodingSpaceRef]!;
  }

  /** The bucket was closed. */
  forget(bucket: number): void {
    this.#volumes.delete(bucket);
  }
}

function identityOf({ slice, average, contrast, phase, repetition, set }: AcquisitionHeader): string {
  return [slice, average, contrast, phase, repetition, set].join();
}
