import { statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { AllowList } from "../server/access/allow/index.ts";
import type { HttpAddress } from "../server/http/index.ts";

/** Threads that a session computes with: the machine's cores; a measurement rarely keeps more than these busy. */
export const defaultThreads = Math.min(availableParallelism(), 8);

/** `-p=9002` as `-p 9002`: FIRE's start scripts write it so, and Python's argparse takes it. */
export function withoutShortEquals(args: readonly string[]): string[] {
  return args.flatMap((argument) => {
    const [, flag, value] = /^(-[A-Za-z])=(.*)$/s.exec(argument) ?? [];
    return flag === undefined ? [argument] : [flag, value!];
  });
}

/** Parses an option that counts something. @throws InvalidArgumentError, which commander turns into its message */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

/** The same, and at least 1. */
export function positiveNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("It must be at least 1.");
  return value;
}

/** Parses a TCP port. */
export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 0xffff) throw new InvalidArgumentError("It must be at most 65535.");
  return port;
}

/** Addresses that may connect to a server. */
export function allowed(): Option {
  const description =
    "take connections from these alone: addresses, networks (10.1.0.0/16) and localhost, between commas";
  return new Option("--allow <addresses>", description)
    .default(undefined, "everyone who can connect")
    .argParser((text) => {
      try {
        return new AllowList(text);
      } catch (error) {
        throw new InvalidArgumentError((error as Error).message);
      }
    });
}

/** Where a server's health and metrics are. */
export function httpAddress(): Option {
  const description =
    "serve health, metrics and sessions there by HTTP: 127.0.0.1:9080, or a port of this machine alone";
  return new Option("--http <address>", description).default(undefined, "nowhere").argParser((text): HttpAddress => {
    const [, bracketed, name, port] = /^(?:(?:\[([^[\]]+)\]|([^:[\]\s]+)):)?(\d+)$/.exec(text) ?? [];
    if (port === undefined) throw new InvalidArgumentError("It must be host:port, or a port.");
    return { host: bracketed ?? name ?? "127.0.0.1", port: portNumber(port) };
  });
}

/** Threads that a session computes with. */
export function threads(): Option {
  return new Option("--threads <count>", "threads that a session computes with; 1 is all inline")
    .default(defaultThreads, "one a core, at most 8")
    .argParser(positiveNumber);
}

/** Sessions that run at once: each takes memory, and a core or more while its data come. */
export function maxSessions(): Option {
  return new Option(
    "--max-sessions <count>",
    "sessions that run at the same time; further clients are queued in order of arrival",
  )
    .default(4 * availableParallelism(), "four a core")
    .argParser(positiveNumber);
}

/** Where incoming data are saved, unless told otherwise: FIRE's folder. */
export function savedataFolder(): Option {
  const folder = join(tmpdir(), "share", "saved_data");
  return new Option("-S, --savedataFolder <folder>", "where incoming data are saved").default(folder);
}

/** Where noise is kept from one measurement to the next. */
export function noiseFolder(): Option {
  const description = "where noise is kept for the measurements that depend on it";
  return new Option("--noise-folder <folder>", description).default(join(tmpdir(), "larmor", "noise"));
}

/** How old it may be. */
export function noiseMaxAge(): Option {
  const description = "hours for which kept noise may be used";
  return new Option("--noise-max-age <hours>", description).default(24).argParser(positiveNumber);
}

/** Folders of an author's gadgets, as absolute paths. */
export function gadgetFolders(): Option {
  const description = "use the gadgets in this folder too: each file is one (.ts, .js); may be repeated";
  return new Option("--gadgets <folder>", description).default([], "none").argParser(gatherFolder);
}

/** Folders of an author's chains, as absolute paths. */
export function pipelineFolders(): Option {
  const description = "use the chains in this folder too, before ours of the same name; may be repeated";
  return new Option("--pipelines <folder>", description).default([], "none").argParser(gatherFolder);
}

function gatherFolder(text: string, gathered: readonly string[]): string[] {
  if (!statSync(text, { throwIfNoEntry: false })?.isDirectory())
    throw new InvalidArgumentError("There is no such folder.");
  return [...gathered, resolve(text)];
}

/** Gathers options that are name=value. */
export function nameAndValue(text: string, gathered: Record<string, string>): Record<string, string> {
  const separator = text.indexOf("=");
  if (separator < 1) throw new InvalidArgumentError("It must be name=value.");
  return { ...gathered, [text.slice(0, separator)]: text.slice(separator + 1) };
}
