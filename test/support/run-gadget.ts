import { from, lastValueFrom, toArray } from "rxjs";
import { expect } from "vitest";
import type { Gadget, Message, MessageKind, MessageOf, NoiseStore } from "../../src/gadget-api/index.ts";
import type { MrdHeader } from "../../src/mrd/index.ts";
import { contextOf, parametersOf, type Told } from "../../src/testing/run.ts";

export { contextOf, parametersOf, type Told };

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
