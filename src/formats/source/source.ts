import type { Acquisition, Image, Waveform } from "../../mrd/index.ts";
import type { FileStart } from "../identify/index.ts";

/** What a file does not say, or could not be read from it. */
export interface SourceRemark {
  /**
   * `info`: the format does not store it. `warning`: it was assumed, or left out. `error`: data are missing because the
   * file is damaged or truncated.
   */
  readonly level: "info" | "warning" | "error";
  /** What is missing and why, as the start of a sentence without its full stop. */
  readonly text: string;
  /** Where in the file, in bytes. */
  readonly offset?: number | undefined;
}

/** How much of a source has been read. */
export interface SourceProgress {
  readonly done: number;
  readonly total: number;
  /** What is counted, in the singular: `readout`, `kB`. */
  readonly unit: string;
}

/** Numbers of messages of a measurement. */
export interface MessageCounts {
  readonly acquisitions: number;
  readonly waveforms: number;
  readonly images: number;
}

export type SourceMessage = Acquisition | Waveform | Image;

/** One measurement of a file in any format, as messages of MRD. */
export interface MeasurementSource {
  /** What the file calls it: the name of its protocol, group or series. */
  readonly name: string;
  /** The MRD header, XML; `undefined` if there is nothing to make one from. */
  readonly header: string | undefined;
  /** Further texts or binary data of the file, by name: protocols, for example. */
  readonly attachments: ReadonlyMap<string, Uint8Array>;
  /** What is known so far; complete once `messages` has ended. */
  readonly remarks: readonly SourceRemark[];
  readonly progress: SourceProgress;
  /** Numbers of messages; the file may be scanned for them, but no samples are read. */
  counts(): MessageCounts;
  /**
   * The messages in the order in which they were measured, read on demand: a file may be larger than the memory. May be
   * called once. A damaged file ends the iteration after its last complete message, with a remark.
   * @param options.reuse a message is valid only until the next one is requested
   */
  messages(options?: { readonly reuse?: boolean }): Iterable<SourceMessage>;
  /** Closes the file. May be called again. */
  close(): void;
}

/** What to read of a file, and how. */
export interface SourceOptions {
  /**
   * Which of several measurements, by its number from 1, or all. Default: the one that is meant, in most formats the last
   * one.
   */
  readonly measurement?: number | "all" | undefined;
  /** Group of an HDF5 file. */
  readonly group?: string | undefined;
  /** File of the coordinates of readouts, for formats that store them separately. */
  readonly trajectory?: string | undefined;
  /** Include what identifies the patient. Default: no. */
  readonly keepPatient?: boolean | undefined;
}

/** A format of files with measurements or images. */
export interface SourceFormat {
  /** As in a list of formats: `Siemens raw data (VB, VD, VE, XA)`. */
  readonly name: string;
  /** How its files are called: `.dat`. */
  readonly files: string;
  /** Whether a file or a folder has this format. */
  recognises(start: FileStart): boolean | Promise<boolean>;
  /**
   * Opens the chosen measurements of a file, at least one. The caller closes each.
   * @throws SourceError, or an error of the format
   */
  open(path: string, options: SourceOptions): Promise<readonly MeasurementSource[]>;
}
