import type { Acquisition } from "../records/acquisition.ts";
import type { Image } from "../records/image.ts";
import type { Waveform } from "../records/waveform.ts";

/** A line of text: JSON parameters to the server, log lines and errors to the client. */
export interface Text {
  readonly kind: "text";
  readonly text: string;
}

/** Data that a server stores for later measurements, as requested by Gadgetron's clients. */
export interface Dependencies {
  readonly kind: "dependencies";
  /** XML like that of images. */
  readonly attributes: string;
}

/** A DICOM file, as Gadgetron sends it (GADGET_MESSAGE_DICOM_WITHNAME). */
export interface DicomInstance {
  readonly kind: "dicom";
  /** Name of the file, without a folder; may be empty. */
  readonly name: string;
  /** XML like that of images, or empty. */
  readonly attributes: string;
  /** The file. */
  readonly data: Uint8Array;
}

/** Messages that carry data through a chain. */
export type DataMessage = Acquisition | Waveform | Image | Text | Dependencies | DicomInstance;

/** Messages that control a session. */
export type ControlMessage =
  | { readonly kind: "config-file"; readonly name: string }
  | { readonly kind: "config-text"; readonly text: string }
  | { readonly kind: "header"; readonly text: string }
  | { readonly kind: "close" }
  | { readonly kind: "query"; readonly correlationId: bigint; readonly text: string }
  | { readonly kind: "response"; readonly correlationId: bigint; readonly text: string }
  | { readonly kind: "error"; readonly text: string };

/** All messages of an MRD stream. */
export type WireMessage = DataMessage | ControlMessage;
