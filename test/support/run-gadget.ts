import { from, lastValueFrom, toArray } from "rxjs";
import { expect } from "vitest";
import { validate } from "../../src/chain/validate.ts";
import {
  Credit,
  freshMemory,
  type Gadget,
  type GadgetContext,
  type Message,
  type MessageKind,
  type MessageOf,
  type NoiseStore,
  noNoiseStore,
} from "../../src/gadget/index.ts";
import { formatHeader, type MrdHeader } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { headerOf } from "./messages.ts";

/** What a gadget told the client, as `level: text`. */
export type Told = string[];

/** A context as a session makes it. */
export function contextOf(
  header: MrdHeader = headerOf(),
  told: Told = [],
  noise: NoiseStore = noNoiseStore,
): GadgetContext {
  return {
    header,
    provenance: { chain: "test", hash: "0123", steps: ["one", "two"], version: "1.2.3" },
    headerText: formatHeader(header),
    folder: undefined,
    credit: new Credit(),
    drained: () => undefined,
    pool: noPool,
    // Of any content, as memory is that goes round.
    memory: { ...freshMemory(), take: (length) => new Float32Array(length).fill(Number.NaN) },
    noise,
    mostBytes: Number.POSITIVE_INFINITY,
    tell: (level, text) => told.push(`${level}: ${text}`),
  };
}

/** Parameters as a chain gives them to its step: checked, and with defaults. */
export function parametersOf(gadget: Gadget, given: object = {}): unknown {
  const { value, complaints } = validate(gadget.schema, given);
  expect(complaints).toEqual([]);
  return value;
}

/**
 * Runs a gadget alone over some messages.
 * @returns what it made, which must be of kind `kind`
 */
export async function run<K extends MessageKind>(
  gadget: Gadget,
  kind: K,
  messages: readonly Message[],
  {
    header,
    parameters,
    told,
    noise,
  }: { header?: MrdHeader; parameters?: object; told?: Told; noise?: NoiseStore } = {},
): Promise<MessageOf<K>[]> {
  const operator = gadget.create(contextOf(header, told, noise), parametersOf(gadget, parameters));
  const outputs = await lastValueFrom(from(messages).pipe(operator, toArray()));
  expect(outputs.every((output) => output.kind === kind)).toBe(true);
  return outputs as MessageOf<K>[];
}

/** Asserts that a gadget refuses messages, with an error of a code and a text that says enough. */
export async function expectFailure(
  gadget: Gadget,
  messages: readonly Message[],
  code: string,
  text: RegExp,
  options: { header?: MrdHeader; parameters?: object } = {},
): Promise<void> {
  const outcome = run(gadget, gadget.out[0]!, messages, options);
  await expect(outcome).rejects.toMatchObject({ code, message: expect.stringMatching(text) });
}
