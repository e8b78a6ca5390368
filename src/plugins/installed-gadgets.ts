import { basename, dirname } from "node:path";
import type { GadgetRegistry } from "../chain/index.ts";
import type { Gadget } from "../gadget-api/index.ts";
import { GadgetLoadError } from "./errors.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { type GadgetSource, gadgetFiles, gadgetPackages } from "./gadget-files.ts";
import type { GadgetLoader } from "./gadget-loader.ts";

export interface InstalledGadgetsOptions {
  /** Those that come with Larmor. */
  readonly ours: GadgetRegistry;
  /** Absolute paths of folders with gadgets. */
  readonly folders: readonly string[];
  /** Larmor's own package: npm puts packages of gadgets into it, or beside it. */
  readonly packageFolder: string;
}

/** An author's gadget and where it is. */
export interface AuthorsGadget extends GadgetSource {
  /** Why no chain can use it, if so. */
  readonly clash: string | undefined;
}

/**
 * All gadgets that chains may name: Larmor's, those of some folders, and those of npm packages. Folders are looked through at each
 * call, and a gadget is loaded when a chain first names it: in a new process, as each session has one, what was edited is live.
 */
export class InstalledGadgets implements GadgetRegistry {
  readonly #options: InstalledGadgetsOptions;
  #loader: Promise<GadgetLoader> | undefined;

  constructor(options: InstalledGadgetsOptions) {
    this.#options = options;
  }

  get names(): readonly string[] {
    return [...new Set([...this.#options.ours.names, ...this.#sources().map(({ name }) => name)])];
  }

  fingerprint(name: string): string | undefined {
    const source = this.#options.ours.names.includes(name)
      ? undefined
      : this.#sources().find((each) => each.name === name);
    return source && fingerprintOf(source);
  }

  /** @throws GadgetLoadError, for one of an author's that can't be used */
  async load(name: string): Promise<Gadget> {
    const { ours } = this.#options;
    const sources = this.#sources().filter((source) => source.name === name);
    const clash = clashOf(sources, ours.names);
    if (clash !== undefined) throw new GadgetLoadError(clash);
    const [source] = sources;
    return source === undefined ? ours.load(name) : (await this.#load()).load(source);
  }

  /** What authors added. */
  authors(): AuthorsGadget[] {
    const sources = this.#sources();
    return sources.map((source) => {
      const same = sources.filter(({ name }) => name === source.name);
      return { ...source, clash: clashOf(same, this.#options.ours.names) };
    });
  }

  /** Loads what does not change while nobody waits for it: our gadgets, and what loads those of authors. */
  async warm(): Promise<void> {
    const { ours } = this.#options;
    await Promise.all(ours.names.map((name) => ours.load(name)));
    if (this.#sources().length > 0) (await this.#load()).warm();
  }

  #sources(): GadgetSource[] {
    const { folders, packageFolder } = this.#options;
    const above = dirname(packageFolder);
    const places = [...folders, basename(above) === "node_modules" ? dirname(above) : packageFolder];
    const packages = places.flatMap((folder) => gadgetPackages(folder));
    const distinct = new Map(packages.toReversed().map((each) => [each.module, each]));
    return [...folders.flatMap((folder) => gadgetFiles(folder)), ...distinct.values()];
  }

  /** Whoever has no gadgets of their own does not wait for it. */
  #load(): Promise<GadgetLoader> {
    this.#loader ??= import("./gadget-loader.ts").then((module) => new module.GadgetLoader());
    return this.#loader;
  }
}

/** A name has to say which gadget is meant: to take one of several would be another reconstruction. */
function clashOf(sources: readonly GadgetSource[], ours: readonly string[]): string | undefined {
  const [first] = sources;
  if (first === undefined) return undefined;
  const places = sources.map(({ module }) => module);
  if (ours.includes(first.name))
    return `gadget '${first.name}' of ${places.join(" and ")} is called like one of Larmor's; rename it`;
  if (sources.length > 1) return `there are several gadgets '${first.name}': ${places.join(", ")}; rename all but one`;
  return undefined;
}
