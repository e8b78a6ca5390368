import type { Message, MessageKind } from "../../gadget-api/index.ts";
import { describeMessage, messageBytes } from "../../gadget-api/kinds/index.ts";

/** Messages of one kind. */
export interface Tally {
  readonly kind: MessageKind;
  readonly count: number;
  readonly bytes: number;
  /** Number of messages per shape, as text. Beyond {@link MOST_SHAPES} shapes, the others are counted together. */
  readonly shapes: readonly { readonly shape: string; readonly count: number }[];
}

/** The data of a session may have any number of shapes. */
const MOST_SHAPES = 8;
const others = "other shapes";

/** Counts messages by kind and shape, without retaining them. */
export class Tallies {
  readonly #kinds = new Map<MessageKind, { count: number; bytes: number; readonly shapes: Map<string, number> }>();

  add(message: Message): void {
    const { kind } = message;
    const own = this.#kinds.get(kind) ?? { count: 0, bytes: 0, shapes: new Map<string, number>() };
    this.#kinds.set(kind, own);
    own.count += 1;
    own.bytes += messageBytes(message);
    const shape = describeMessage(message);
    const counted = own.shapes.has(shape) || own.shapes.size < MOST_SHAPES ? shape : others;
    own.shapes.set(counted, (own.shapes.get(counted) ?? 0) + 1);
  }

  get tallies(): readonly Tally[] {
    return [...this.#kinds].map(([kind, { count, bytes, shapes }]) => ({
      kind,
      count,
      bytes,
      shapes: [...shapes].map(([shape, number]) => ({ shape, count: number })),
    }));
  }
}
