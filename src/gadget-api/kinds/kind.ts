import type { Acquisition, Image, Waveform } from "../../mrd/index.ts";
import type { Message } from "../message.ts";

/** What an MRD file can hold of a message: records in their order, or one array. */
export type Encoded =
  | { readonly records: readonly (Acquisition | Waveform | Image)[] }
  | {
      readonly array: {
        /** Name of the data set; the writer adds a number. */
        readonly name: string;
        /** Slowest axis first. */
        readonly shape: readonly number[];
        /** Complex, interleaved. */
        readonly data: Float32Array;
      };
    };

/** Everything that the program knows of one kind of message. */
export interface Kind<M extends Message> {
  /** Whether it travels between client and server. */
  readonly wire: "both ways" | "to the client" | "never";
  /** Approximate memory that a message holds. Takes the same time for any number of samples. */
  bytes(message: M): number;
  /** Sizes in words: all messages of one shape have the same description. */
  describe(message: M): string;
  /**
   * What is inconsistent: data that are not what header or shape announce. Steps and clients trust that there is nothing.
   * Takes the same time for any number of samples.
   */
  check(message: M): string | undefined;
  /** The same message in memory of its own, whose samples may be overwritten. */
  copy(message: M): M;
  /** Its contents as an MRD file holds them; `undefined` for a kind that no file holds. */
  encode(message: M): Encoded | undefined;
}

/** An issue if an array has another type, or another length than announced. */
export function notFloats(name: string, data: unknown, length: number): string | undefined {
  if (!(data instanceof Float32Array)) return `${name} is not a Float32Array`;
  return otherLength(name, data.length, length);
}

/** An issue if a length is not the one announced. NaN is no length either. */
export function otherLength(name: string, actual: number, announced: number): string | undefined {
  return actual === announced
    ? undefined
    : `${name} has ${actual} elements, but its header or shape announces ${announced}`;
}

/** An issue if a field is not a list. */
export function notList(name: string, value: unknown): string | undefined {
  return Array.isArray(value) ? undefined : `${name} is not a list`;
}
