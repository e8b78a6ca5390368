import type { MeasurementSource, SourceMessage } from "./source.ts";

/** How to write a file. */
export interface SinkOptions {
  /** Replace what exists. */
  readonly overwrite: boolean;
  /** Group of an HDF5 file. */
  readonly group?: string | undefined;
  /** Position of the measurement among those that are written, from 0, and their number. */
  readonly index: number;
  readonly count: number;
  /** Version of Larmor, for formats that say what wrote them. */
  readonly version: string;
  /** Images of a series in one file, in formats that have a choice. */
  readonly enhanced?: boolean | undefined;
}

/** A file, or several, that one measurement is written to. */
export interface Sink {
  /**
   * Writes a message, whose memory may be reused when this returns, or when its promise resolves.
   * @throws an error of the format for what it cannot hold
   */
  write(message: SourceMessage): void | Promise<void>;
  /**
   * Completes the files. May be called again. What was written before an interruption is kept.
   * @returns what was written, as lines of text, the most important last
   */
  close(): Promise<readonly string[]>;
}

/** A format of files that measurements or images can be written to. */
export interface SinkFormat {
  /** As in a list of formats: `NIfTI-1`. */
  readonly name: string;
  /** Endings of its files, in lower case: `.nii.gz`. */
  readonly endings: readonly string[];
  /**
   * Creates the file. For a further measurement of the same input, it is called again with the same path.
   * @throws an error of the format; nothing is written then
   */
  open(path: string, source: MeasurementSource, options: SinkOptions): Promise<Sink>;
}
