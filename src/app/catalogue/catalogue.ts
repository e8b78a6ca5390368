import type { Family } from "../../errors/index.ts";
import { chain, gadget } from "./chains.ts";
import { client, server, session, wire } from "./connections.ts";
import type { Entry } from "./entry.ts";
import { mrd, phantom, picture, storage } from "./files.ts";
import { numerics } from "./numbers.ts";
import { bart, peer, program } from "./others.ts";
import { authoring, command, larmor, system } from "./programs.ts";

/** Every code that an error of Larmor's can have, by family: what it means, and what to do. */
export const catalogue = {
  authoring,
  bart,
  chain,
  client,
  command,
  gadget,
  larmor,
  mrd,
  numerics,
  peer,
  phantom,
  picture,
  program,
  server,
  session,
  storage,
  system,
  wire,
} as const satisfies Record<Family, Readonly<Record<string, Entry>>>;

/** All codes, as `family/code`, in the order of the alphabet. */
export function everyCode(): string[] {
  const entries = Object.entries<Readonly<Record<string, Entry>>>(catalogue);
  return entries.flatMap(([family, codes]) => Object.keys(codes).map((code) => `${family}/${code}`)).toSorted();
}

/**
 * What is known of a code.
 * @param code as messages show it, `storage/not-found`
 * @returns `undefined` for a code that is none of Larmor's, such as that of an author's gadget
 */
export function entryOf(code: string): Entry | undefined {
  const [family = "", name = ""] = code.split("/");
  if (!Object.hasOwn(catalogue, family)) return undefined;
  const entries: Readonly<Record<string, Entry>> = catalogue[family as Family];
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}
