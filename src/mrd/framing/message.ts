import type { Acquisition } from "../records/acquisition.ts";
import type { Image } from "../records/image.ts";
import type { Waveform } from "../records/waveform.ts";

/** A line of text: to the server JSON parameters, to the client log and errors. */
export interface Text {
  readonly kind: "text";
  readonly text: string;
}

/** What a server keeps for later measurements, as Gadgetron's clients ask for it. */
export interface Dependencies {
  readonly kind: "dependencies";
  /** XML like that of images. */
  readonly attributes: string;
}

/** Messages that carry data through a chain. */
export type DataMessage = Acquisition | Waveform | Image | Text | Dependencies;

/** Messages that steer a session. */
export type ControlMessage =
  | { readonly kind: "config-file"; readonly name: string }
  | { readonly kind: "config-text"; readonly text: string }
  | { readonly kind: "header"; readonly text: string }
  | { readonly kind: "close" }
  | { readonly kind: "query"; readonly correlationId: bigint; readonly text: string }
  | { readonly kind: "response"; readonly correlationId: bigint; readonly text: string }
  | { readonly kind: "error"; readonly text: string };

/** Everything that an MRD stream can hold. */
export type WireMessage = DataMessage | ControlMessage;
