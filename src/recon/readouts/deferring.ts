import { Observable, type OperatorFunction } from "rxjs";
import type { Acquisition } from "../../mrd/index.ts";
import type { DeferrableReadout } from "./pending-readout.ts";

/** The readout that a chain is at, for its errors. */
export interface ReadoutPosition {
  /** `undefined` before the first. */
  scanCounter: number | undefined;
}

/** Readouts that arrived together. Steps that defer their work pass them on together, which takes less time. */
export class ReadoutGroup {
  readonly kind = "readout-group";
  readonly #position: ReadoutPosition;
  readonly #readouts: readonly DeferrableReadout[];

  /** @param position of the chain, which follows the readouts */
  constructor(readouts: readonly DeferrableReadout[], position: ReadoutPosition) {
    this.#readouts = readouts;
    this.#position = position;
  }

  /** Calls a function with each readout. */
  visit(take: (readout: DeferrableReadout) => void): void {
    for (const readout of this.#readouts) {
      this.#position.scanCounter = readout.header.scanCounter;
      take(readout);
    }
  }

  /**
   * The readouts that a function emits for each of these.
   * @param emit is called with them, also if the function throws, then with those before
   */
  transform(take: Take, emit: (group: ReadoutGroup) => void): void {
    const position = this.#position;
    const emitted: DeferrableReadout[] = [];
    const keep = (readout: DeferrableReadout) => void emitted.push(readout);
    let failure: { readonly error: unknown; readonly scanCounter: number | undefined } | undefined;
    try {
      this.visit((readout) => take(readout, keep));
    } catch (error) {
      failure = { error, scanCounter: position.scanCounter };
    }
    if (emitted.length > 0) emit(new ReadoutGroup(emitted, position));
    if (failure === undefined) return;
    position.scanCounter = failure.scanCounter;
    throw failure.error;
  }
}

/** Emits what becomes of a readout: it with more work, nothing, or others that have waited, too. */
type Take = (readout: DeferrableReadout, emit: (readout: DeferrableReadout) => void) => void;

/**
 * The operator of a gadget with `runtime: { defers: true }`, to which chains pass readouts with work that is pending,
 * one by one or several together, and from which they accept them.
 * @param take is called with each readout
 * @param finish is called after the last one
 */
export function deferring(
  take: Take,
  finish: (emit: (readout: DeferrableReadout) => void) => void = () => {},
): OperatorFunction<Acquisition, Acquisition> {
  const operator: OperatorFunction<DeferrableReadout | ReadoutGroup, DeferrableReadout | ReadoutGroup> = (source) =>
    new Observable((subscriber) => {
      const emit = (message: DeferrableReadout | ReadoutGroup) => subscriber.next(message);
      const guarded = (work: () => void) => {
        try {
          work();
        } catch (error) {
          subscriber.error(error);
        }
      };
      return source.subscribe({
        next: (message) =>
          guarded(() => (message instanceof ReadoutGroup ? message.transform(take, emit) : take(message, emit))),
        error: (error) => subscriber.error(error),
        complete: () =>
          guarded(() => {
            finish(emit);
            subscriber.complete();
          }),
      });
    });
  return operator as unknown as OperatorFunction<Acquisition, Acquisition>;
}
