import { fileURLToPath } from "node:url";
import { gadgets } from "../../gadgets/registry.ts";
import { gadgetFiles } from "../../scripts/gadget-registry.ts";
import type { Gadget } from "../../src/gadget-api/index.ts";
import type { GadgetCase } from "../../src/testing/index.ts";

interface BuiltIn {
  readonly gadget: Gadget;
  /** Cases of `gadgets/<folder>/<name>.cases.ts`. */
  readonly cases: readonly GadgetCase[];
  /** The command that the gadget requires. */
  readonly command: string | undefined;
}

const commands: Readonly<Record<string, string>> = { bart: "bart", external: "sh" };

/** The built-in gadgets by their keys in the registry. */
export const builtIn: ReadonlyMap<string, BuiltIn> = new Map(
  await Promise.all(
    Object.entries(gadgets).map(async ([key, load]): Promise<[string, BuiltIn]> => {
      const file = gadgetFiles().get(key)!.replace(/\.ts$/, ".cases.ts");
      const path = fileURLToPath(new URL(`../../gadgets/${file}`, import.meta.url));
      const { default: cases } = await import(/* @vite-ignore */ path);
      return [key, { gadget: (await load()).default, cases, command: commands[key] }];
    }),
  ),
);
