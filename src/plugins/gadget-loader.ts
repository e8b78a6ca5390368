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

/** What a gadget gets from us, whatever else is installed where it lies: there must be one of each in a process. */
const ours = {
  "larmor/gadget": gadget,
  "larmor/mrd": mrd,
  "larmor/numerics": numerics,
  "larmor/testing": testing,
  rxjs,
  "rxjs/operators": rxjs,
  typebox,
};

/** Loads gadgets as they are written, TypeScript included, without a build. */
export class GadgetLoader {
  readonly #byFolder = new Map<string, Jiti>();

  /**
   * Makes the first gadget come sooner: what translates TypeScript takes a tenth of a second to be loaded itself.
   */
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
        `${what} is no gadget: it has to say \`export default defineGadget({ … })\`, with defineGadget from "larmor/gadget"`,
      );
    }
    if (loaded.name !== name) {
      throw new GadgetLoadError(
        `${what} holds a gadget that calls itself '${loaded.name}': its name and that of its file have to be the same`,
      );
    }
    return loaded;
  }

  /**
   * What a module exports by default.
   * @param title what it is called in errors
   * @throws GadgetLoadError
   */
  async loadDefault(module: string, folder: string, title: string): Promise<unknown> {
    try {
      return await this.#of(folder).import(module, { default: true });
    } catch (error) {
      throw new GadgetLoadError(`${title} can't be loaded: ${describe(error, shown(module), folder)}`, {
        cause: error,
      });
    }
  }

  #of(folder: string): Jiti {
    let jiti = this.#byFolder.get(folder);
    if (jiti === undefined) {
      // What is translated is kept nowhere: a folder that others can write to, as that for temporary files is, would be a way in.
      jiti = createJiti(join(folder, "_"), { fsCache: false, virtualModules: ours, sourceMaps: true });
      this.#byFolder.set(folder, jiti);
      process.setSourceMapsEnabled(true); // errors name the lines that were written
    }
    return jiti;
  }
}

/** `file:line:column: what`, where it is known: the first line that is the author's own. */
function describe(error: unknown, what: string, folder: string): string {
  const { message, stack = "" } = error instanceof Error ? error : { message: String(error) };
  // jiti's own, of a text that is no TypeScript.
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

/** A path as its owner calls it: from where we were started, if it is below. */
function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}

function shownPlace(place: string): string {
  const [, path, position] = /^(.*?)(:\d+:\d+)$/.exec(place)!;
  return shownPath(path!.startsWith("file:") ? fileURLToPath(path!) : path!) + position;
}
