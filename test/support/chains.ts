import { EMPTY, map, mergeMap, type OperatorFunction } from "rxjs";
import Type from "typebox";
import { ChainError, compileChain, gadgetRegistry } from "../../src/chain/index.ts";
import { defineGadget, type Gadget, type Message, type MessageKind } from "../../src/gadget/index.ts";
import type { Image } from "../../src/mrd/index.ts";

/** A step of any kinds, which does nothing to its messages unless it is told otherwise. */
export function passing(
  name: string,
  kinds: readonly MessageKind[] = ["image"],
  out: readonly MessageKind[] = kinds,
  operator: OperatorFunction<Message, Message> = map((message) => message),
): Gadget {
  return defineGadget({ name, summary: "S.", in: kinds, out, parameters: {}, create: () => operator as never });
}

/** Readouts become nothing that is a bucket, buckets nothing that is an image. */
export const collect = passing(
  "collect",
  ["acquisition"],
  ["bucket"],
  mergeMap(() => EMPTY),
);
export const develop = passing(
  "develop",
  ["bucket"],
  ["image"],
  mergeMap(() => EMPTY),
);

/** A step that runs what it is told to, which no client may tell it. */
export const shell = defineGadget({
  name: "shell",
  summary: "Run a command.",
  in: ["image"],
  out: ["image"],
  parameters: {
    command: Type.Union([Type.String(), Type.Array(Type.String())], { default: "", description: "What runs." }),
    quiet: Type.Boolean({ default: false, description: "Say nothing." }),
  },
  shorthand: "command",
  trusted: ["command"],
  create: () => map((image: Image) => image),
});

/** Compiles a chain of some gadgets, from `test.yaml`. */
export function compileWith(gadgets: readonly Gadget[], text: string, origin?: "disk" | "client") {
  const registry = gadgetRegistry(
    Object.fromEntries(gadgets.map((gadget) => [gadget.name, async () => ({ default: gadget })])),
  );
  return compileChain("test", "test.yaml", text, registry, origin);
}

/** What is wrong with a chain's text, a line each. */
export async function problemsOf(...chain: Parameters<typeof compileWith>): Promise<string[]> {
  const error = await compileWith(...chain).then(
    () => new Error("the chain compiled"),
    (reason: unknown) => reason,
  );
  if (error instanceof ChainError) return error.message.split("\n");
  throw error;
}
