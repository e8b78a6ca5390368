import { isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti, type Jiti } from "jiti";
import * as rxjs from "rxjs";
import * as typebox from "typebox";
import * as gadget from "../gadget-api/index.ts";
import * as mrd from "../mrd/index.ts";
import * as numerics from "../numerics/index.ts";
import * as testing from "../testing/index.ts";
import { GadgetLoadError } from "./errors.ts";
import type { GadgetSource } from "./gadget-files.ts";

/**
 * Modules that gadgets get from Larmor, whatever is installed in their folder: a process must have only one instance of
 * each.
 */
const sharedModules = {
  "larmor/gadget": gadget,
  "larmor/mrd": mrd,
  "larmor/numerics": numerics,
  "larmor/testing": testing,
  rxjs,
  "rxjs/operators": rxjs,
  typebox,
};

/** Loads gadgets from source, including TypeScript, without a build. */
export class GadgetLoader {
  readonly #byFolder = new Map<string, Jiti>();
  readonly #cache: boolean;

  /** @param options.cache whether modules that were loaded before are used again */
  constructor({ cache = true } = {}) {
    this.#cache = cache;
  }

  /** Makes the first gadget load faster: loading the TypeScript compiler takes a tenth of a second. */
  warm(): void {
    this.#of(process.cwd()).transform({ source: "export const one: number = 1;", ts: true });
  }

  /** @throws GadgetLoadError */
  async load(source: GadgetSource): Promise<gadget.Gadget> {
    const { name, module, folder } = source;
    const what = shown(module);
    const loaded = await this.loadDefault(module, folder, `gadget '${name}'`);
    if (!gadget.isGadget(loaded)) {
      throw new GadgetLoadError(
        `${what} is not a gadget: it needs \`export default defineGadget({ … })\`, with defineGadget from "larmor/gadget"`,
      );
    }
    if (loaded.name !== name) {
      throw new GadgetLoadError(
        `${what} contains a gadget named '${loaded.name}': the names of the gadget and of the file must be equal`,
      );
    }
    return loaded;
  }

  /**
   * The default export of a module.
   * @param title name of the module in errors
   * @throws GadgetLoadError
   */
  async loadDefault(module: string, folder: string, title: string): Promise<unknown> {
    try {
      return await this.#of(folder).import(module, { default: true });
    } catch (error) {
      throw new GadgetLoadError(`${title} cannot be loaded: ${describe(error, shown(module), folder)}`, {
        cause: error,
      });
    }
  }

  #of(folder: string): Jiti {
    let jiti = this.#byFolder.get(folder);
    if (jiti === undefined) {
      // Compiled code is not cached on disk: a folder that others can write to, such as the one for temporary files,
      // would allow code injection.
      jiti = createJiti(join(folder, "_"), {
        fsCache: false,
        moduleCache: this.#cache,
        virtualModules: sharedModules,
        sourceMaps: true,
      });
      this.#byFolder.set(folder, jiti);
      process.setSourceMapsEnabled(true); // Errors refer to lines of the source.
    }
    return jiti;
  }
}

/** `file:line:column: what` for the first line of the author's own code, if known. */
function describe(error: unknown, what: string, folder: string): string {
  const { message, stack = "" } = error instanceof Error ? error : { message: String(error) };
  // jiti's own error, for a text that is not TypeScript.
  const [, syntax, place] = /^ParseError: (.*?)\s*\n\s*(\S.*:\d+:\d+)\s*$/s.exec(message) ?? [];
  if (place !== undefined) return `${shownPlace(place)}: ${syntax}`;
  const first = message.split("\n")[0]!;
  const frame = stack
    .split("\n")
    .map((line) => /(?:\(|at (?:async )?)((?:file:\/\/)?\/[^()]+:\d+:\d+)\)?$/.exec(line)?.[1])
    .find((each) => each?.includes(folder) && !each.includes("/node_modules/jiti/"));
  return `${frame === undefined ? what : shownPlace(frame)}: ${first}`;
}

function shown(module: string): string {
  return isAbsolute(module) ? shownPath(module) : `package ${module}`;
}

/** A path as the user writes it: relative to the working directory, if it is below that. */
function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}

function shownPlace(place: string): string {
  const [, path, position] = /^(.*?)(:\d+:\d+)$/.exec(place)!;
  return shownPath(path!.startsWith("file:") ? fileURLToPath(path!) : path!) + position;
}
