import type { DataMessage } from "../../mrd/index.ts";
import type { Message, MessageKind, MessageOf } from "../message.ts";
import { acquisition } from "./acquisition.ts";
import { bucket } from "./bucket.ts";
import { buffer } from "./buffer.ts";
import { bypassed, image } from "./image.ts";
import { imageArray } from "./image-array.ts";
import type { Encoded, Kind } from "./kind.ts";
import { samples } from "./samples.ts";
import { dependencies, dicom, text } from "./text.ts";
import { waveform } from "./waveform.ts";

export { describeImages } from "./image.ts";
export type { Encoded, Kind } from "./kind.ts";
export { MagnitudeImages } from "./magnitude-images.ts";

/** Every kind of message. A new one needs an entry here, and a member of {@link Message}. */
export const kinds: { readonly [K in MessageKind]: Kind<MessageOf<K>> } = {
  acquisition,
  waveform,
  image,
  text,
  dependencies,
  dicom,
  bucket,
  buffer,
  samples,
  "image-array": imageArray,
  bypassed,
};

export const kindNames = Object.keys(kinds) as readonly MessageKind[];

/** Approximate memory of a message. */
export function messageBytes(message: Message): number {
  return kindOf(message).bytes(message);
}

/** Description of a message's size. */
export function describeMessage(message: Message): string {
  return kindOf(message).describe(message);
}

/** What is inconsistent in a message, or `undefined`. Does not read the samples. */
export function checkMessage(message: Message): string | undefined {
  try {
    return kindOf(message).check(message);
  } catch (error) {
    return `a field is missing: ${(error as Error).message}`;
  }
}

/** The same message in memory of its own. */
export function copyMessage<M extends Message>(message: M): M {
  return kindOf(message).copy(message) as M;
}

/** A message as stored in an MRD file; `undefined` for a kind that cannot be stored. */
export function encodeMessage(message: Message): Encoded | undefined {
  return kindOf(message).encode(message);
}

/** Whether a message can be sent to a client. The kinds at the end of a chain are checked when it is compiled. */
export function isSendable(message: Message): message is DataMessage {
  return kindOf(message).wire !== "never";
}

function kindOf(message: Message): Kind<Message> {
  return kinds[message.kind] as Kind<Message>;
}
