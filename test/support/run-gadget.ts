import { from, lastValueFrom, toArray } from "rxjs";
import { expect } from "vitest";
import { resolveReadouts } from "../../src/chain/index.ts";
import type { Gadget, Message, MessageKind, MessageOf } from "../../src/gadget-api/index.ts";
import type { NoiseStore } from "../../src/gadget-api/services/index.ts";
import type { MrdHeader } from "../../src/mrd/index.ts";
import { contextOf, parametersOf, type Reported } from "../../src/testing/run.ts";

export { contextOf, parametersOf, type Reported };

interface Options {
  readonly header?: MrdHeader;
  readonly parameters?: object;
  readonly reported?: Reported;
  readonly noise?: NoiseStore;
  /** Whether readouts whose work it defers may be left in image space. */
  readonly imageSpace?: boolean;
}

/**
 * Runs a single gadget over some messages, including its deferred work on readouts.
 * @returns its output, which must be of kind `kind`
 */
export async function run<K extends MessageKind>(
  gadget: Gadget,
  kind: K,
  messages: readonly Message[],
  { header, parameters, reported, noise, imageSpace = false }: Options = {},
): Promise<MessageOf<K>[]> {
  const context = contextOf(header, reported, noise);
  const made = from(messages).pipe(gadget.create(context, parametersOf(gadget, parameters)));
  const resolve = resolveReadouts(context, { reusedMemory: false, imageSpace });
  const outputs = await lastValueFrom((gadget.runtime.defers ? made.pipe(resolve) : made).pipe(toArray()));
  expect(outputs.every((output) => output.kind === kind)).toBe(true);
  return outputs as MessageOf<K>[];
}

/** Asserts that a gadget rejects messages with an error of this code and text. */
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
