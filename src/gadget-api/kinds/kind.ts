import type { Acquisition, Image, Waveform } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { Message } from "../message.ts";

/** What an MRD file stores of a message: records in their order, or one array. */
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

/** Operations on one kind of message. */
export interface Kind<M extends Message> {
  /** Whether it is sent between client and server. */
  readonly wire: "both ways" | "to the client" | "never";
  /** Approximate memory of a message, in constant time. */
  bytes(message: M): number;
  /** Description of its size: equal for all messages of one shape. */
  describe(message: M): string;
  /**
   * What is inconsistent: data that do not match header or shape. Steps and clients rely on consistent messages. Runs
   * in constant time.
   */
  check(message: M): string | undefined;
  /** The same message in memory of its own, whose samples may be overwritten. */
  copy(message: M): M;
  /** Its contents as stored in an MRD file; `undefined` for a kind that cannot be stored. */
  encode(message: M): Encoded | undefined;
}

/** An issue if an array has another type or length than announced. */
export function notFloats(name: string, data: unknown, length: number): string | undefined {
  if (!(data instanceof Float32Array)) return `${name} is not a Float32Array`;
  return otherLength(name, data.length, length);
}

/** An issue if a length differs from the announced one. NaN never matches. */
export function otherLength(name: string, actual: number, announced: number): string | undefined {
  return actual === announced
    ? undefined
    : `${name} has ${counted(actual, "element")}, but its header or shape announces ${announced}`;
}

/** An issue if a field is not a list. */
export function notList(name: string, value: unknown): string | undefined {
  return Array.isArray(value) ? undefined : `${name} is not a list`;
}
