import type { Image } from "../../mrd/index.ts";
import type { MeasurementSource, SourceMessage } from "./source.ts";

/** How images become pictures, in formats of pictures. */
export interface PictureOptions {
  /** Picture elements per pixel, in each direction. Default: 1. */
  readonly rescale?: number | undefined;
  /** Frames per second. Default: 25. */
  readonly fps?: number | undefined;
  /** Show slices or contrasts side by side. Default: yes. */
  readonly mosaicSlices?: boolean | undefined;
  /** Fewer images than this are shown side by side, if they have one slice and contrast. Default: 6. */
  readonly mosaicLessThan?: number | undefined;
  /** Only this series: its name, as in a file of MRD, or its number. */
  readonly series?: string | undefined;
  /** A window for each image that has none in its attributes, instead of one for the series. */
  readonly floatingWindow?: boolean | undefined;
  /** Images that are shown below, with the difference. */
  readonly reference?: readonly Image[] | undefined;
  /** Factor of the difference. Default: 1. */
  readonly refDiffScale?: number | undefined;
}

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
  readonly pictures?: PictureOptions | undefined;
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
