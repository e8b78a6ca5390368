import { strict as assert } from "node:assert";
import { lastValueFrom, Subject, toArray } from "rxjs";
import { Credit, resolveReadouts } from "../chain/index.ts";
import { validate } from "../chain/text/index.ts";
import type { Gadget, GadgetContext, Message } from "../gadget-api/index.ts";
import { freshMemory, type NoiseStore, noNoiseStore, noTaps, type SampleMemory } from "../gadget-api/services/index.ts";
import { formatHeader, type MrdHeader } from "../mrd/index.ts";
import { noPool } from "../pool/index.ts";
import { headerOf } from "./messages.ts";
import { snapshot } from "./snapshot.ts";

/** What a gadget reported to the client, as `level: text`. */
export type Reported = string[];

/** A context like a session's, with one thread and no stored noise. */
export function contextOf(
  header: MrdHeader = headerOf(),
  reported: Reported = [],
  noise: NoiseStore = noNoiseStore,
): GadgetContext {
  const keys = new Set<string>();
  return {
    header,
    provenance: {
      chain: "test",
      hash: "0123",
      runHash: "4567",
      parameters: {},
      thirdParty: {},
      notes: () => ({}),
      steps: ["one", "two"],
      version: "1.2.3",
    },
    headerText: () => formatHeader(header),
    folder: undefined,
    credit: new Credit(),
    drained: () => undefined,
    pool: noPool,
    // With arbitrary contents, like recycled memory.
    memory: { ...freshMemory(), allocate: (length) => new Float32Array(length).fill(Number.NaN) },
    noise,
    taps: noTaps,
    maxBytes: Number.POSITIVE_INFINITY,
    recordAttributes: () => {},
    report: (level, text) => reported.push(`${level}: ${text}`),
    reportOnce: (key, level, text) => {
      if (!keys.has(key)) reported.push(`${level}: ${text}`);
      keys.add(key);
    },
  };
}

/** Parameters as a chain passes them to its step: checked, and with defaults. @throws AssertionError for any issue */
export function parametersOf(gadget: Gadget, given: object = {}): unknown {
  const { value, issues } = validate(gadget.schema, given);
  assert.deepEqual(
    issues.map(({ message }) => message),
    [],
  );
  return value;
}

/** Options of a gadget's run. */
export interface GadgetRunOptions {
  readonly header?: MrdHeader | undefined;
  /** Parameters that differ from the defaults. */
  readonly parameters?: object | undefined;
  /** Receives what the gadget reports to the client. */
  readonly reported?: Reported;
  readonly memory?: SampleMemory;
  /** Whether readouts may change once they are consumed. */
  readonly reusedMemory?: boolean;
}

/** One run of a gadget, fed message by message. */
export class GadgetRun {
  readonly source = new Subject<Message>();
  readonly results: Promise<Message[]>;
  /** A copy of each result, taken when it was emitted. */
  readonly emitted: unknown[] = [];

  constructor(gadget: Gadget, options: GadgetRunOptions = {}) {
    const { header, parameters, reported, memory = freshMemory(), reusedMemory = false } = options;
    const context = { ...contextOf(header, reported), memory };
    const made = gadget.create(context, parametersOf(gadget, parameters))(this.source);
    const output = gadget.runtime.defers
      ? made.pipe(resolveReadouts(context, { reusedMemory, imageSpace: true }))
      : made;
    const watched = new Subject<Message>();
    this.results = lastValueFrom(watched.pipe(toArray()));
    watched.subscribe({ next: (message) => this.emitted.push(snapshot(message)), error: () => {} });
    output.subscribe(watched);
  }

  finish(messages: readonly Message[]): Promise<Message[]> {
    for (const message of messages) this.source.next(message);
    this.source.complete();
    return this.results;
  }
}

/**
 * Runs a gadget on some messages.
 * @throws AssertionError for parameters that it does not accept; whatever the gadget throws
 */
export function runGadget(
  gadget: Gadget,
  messages: readonly Message[],
  options: GadgetRunOptions = {},
): Promise<Message[]> {
  return new GadgetRun(gadget, options).finish(messages);
}
