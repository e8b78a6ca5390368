import { existsSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import type { Gadget } from "../gadget-api/index.ts";
import type { GadgetCase } from "../testing/index.ts";
import { GadgetLoadError } from "./errors.ts";

/** A gadget with its author's test cases. */
export interface GadgetFile {
  readonly gadget: Gadget;
  /** Loads the gadget again, with all that its file imports, as a new process would. */
  readonly fresh: () => Promise<Gadget>;
  readonly cases: readonly GadgetCase[];
}

/**
 * Loads a gadget, and the cases in `<name>.cases.ts` or `.js` next to it, if there are any.
 * @param path absolute
 * @throws GadgetLoadError
 */
export async function loadGadgetFile(path: string): Promise<GadgetFile> {
  const { GadgetLoader } = await import("./gadget-loader.ts"); // Loading it takes long, and most commands never do.
  const { name, dir } = parse(path);
  const loader = new GadgetLoader();
  const source = { name, module: path, folder: dirname(path) };
  const gadget = await loader.load(source);
  const fresh = () => new GadgetLoader({ cache: false }).load(source);
  const casesFile = [".ts", ".js", ".mts", ".mjs"]
    .map((ending) => join(dir, `${name}.cases${ending}`))
    .find(existsSync);
  if (casesFile === undefined) return { gadget, fresh, cases: [] };
  const cases = await loader.loadDefault(casesFile, dir, `the cases of '${name}'`);
  if (!Array.isArray(cases) || !cases.every(isCase)) {
    throw new GadgetLoadError(
      `${casesFile}: its default export must be a list of cases, each with a name and messages`,
    );
  }
  return { gadget, fresh, cases };
}

function isCase(value: unknown): value is GadgetCase {
  const { name, messages } = (value ?? {}) as Partial<GadgetCase>;
  return typeof name === "string" && Array.isArray(messages);
}
