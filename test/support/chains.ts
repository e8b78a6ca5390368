import { EMPTY, from, lastValueFrom, map, mergeMap, type OperatorFunction, toArray } from "rxjs";
import Type from "typebox";
import {
  type ChainServices,
  type ClientRights,
  Credit,
  compileChain,
  gadgetRegistry,
  instantiate,
} from "../../src/chain/index.ts";
import { ChainError } from "../../src/chain/text/index.ts";
import { defineGadget, type Gadget, type Message, type MessageKind } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";

/** A step of any kinds, which passes its messages on by default. */
export function passing(
  name: string,
  kinds: readonly MessageKind[] = ["image"],
  out: readonly MessageKind[] = kinds,
  operator: OperatorFunction<Message, Message> = map((message) => message),
): Gadget {
  return defineGadget({ name, summary: "S.", in: kinds, out, parameters: {}, create: () => operator as never });
}

/** Steps with the kinds of `accumulate` and later steps, which pass their messages on unchanged. */
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

/** A step that runs a command, which only the server's chains may set. */
export const shell = defineGadget({
  name: "shell",
  summary: "Run a command.",
  in: ["image"],
  out: ["image"],
  parameters: {
    command: Type.Union([Type.String(), Type.Array(Type.String())], {
      default: "",
      description: "What runs.",
      shorthand: true,
      trusted: true,
    }),
    quiet: Type.Boolean({ default: false, description: "Say nothing." }),
  },
  create: () => map((image: Image) => image),
});

/** Compiles a chain of some gadgets, from `test.yaml`. */
export function compileWith(
  gadgets: readonly Gadget[],
  text: string,
  origin?: "disk" | "client",
  options?: { readonly fingerprint?: string; readonly rights?: ClientRights },
) {
  const registry = gadgetRegistry(
    Object.fromEntries(gadgets.map((gadget) => [gadget.name, async () => ({ default: gadget })])),
    options,
  );
  return compileChain("test", "test.yaml", text, registry, origin, options?.rights);
}

/** The problems of a chain's text, one per line. */
export async function problemsOf(...chain: Parameters<typeof compileWith>): Promise<string[]> {
  const error = await compileWith(...chain).then(
    () => new Error("the chain compiled"),
    (reason: unknown) => reason,
  );
  if (error instanceof ChainError) return error.message.split("\n");
  throw error;
}

/** The operator of one run of a chain, from `test.yaml`. */
export async function operatorOf(
  gadgets: readonly Gadget[],
  steps: string,
  environment: Partial<ChainServices> = {},
  options?: { readonly fingerprint?: string },
) {
  const chain = await compileWith(gadgets, `description: d\nchain:\n${steps}`, undefined, options);
  return instantiate(chain, {
    header: undefined,
    version: "1",
    credit: new Credit(),
    pool: noPool,
    noise: noNoiseStore,
    report: () => {},
    ...environment,
  });
}

/** The results of a chain for some messages. */
export async function runWith(
  gadgets: readonly Gadget[],
  steps: string,
  messages: readonly Message[],
  environment: Partial<ChainServices> = {},
  options?: { readonly fingerprint?: string },
): Promise<Message[]> {
  const operator = await operatorOf(gadgets, steps, environment, options);
  return lastValueFrom(from(messages).pipe(operator, toArray()));
}
