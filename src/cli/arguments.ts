import { readFileSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { defaultNoiseFolder, defaultSavedataFolder } from "../app/settings/default-folders.ts";
import type { ClientRights } from "../chain/index.ts";
import { AllowList } from "../server/access/allow/index.ts";
import type { HttpAddress } from "../server/http/index.ts";

/** Threads that a session computes with: one per core, up to a number that one measurement rarely keeps busy. */
export const defaultThreads = Math.min(availableParallelism(), 8);

/** Accepts `-p=9002` as `-p 9002`, as Python's argparse does: FIRE's start scripts use this form. */
export function withoutShortEquals(args: readonly string[]): string[] {
  return args.flatMap((argument) => {
    const [, flag, value] = /^(-[A-Za-z])=(.*)$/s.exec(argument) ?? [];
    return flag === undefined ? [argument] : [flag, value!];
  });
}

/** Accepts any text but an empty one, as from a variable of a script that is not set. */
export function nonEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}

/** Lets all options of a command that take any text refuse an empty one. */
export function refuseEmptyTexts(command: Command): void {
  for (const option of command.options)
    if (option.required && option.parseArg === undefined) option.argParser(nonEmpty);
}

/** Parses a whole number. @throws InvalidArgumentError, whose message commander prints */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

/** Parses a number. */
export function decimal(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}

/** Parses a whole number that is at least 1. */
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
    "accept connections from these only: addresses, networks (10.1.0.0/16) and localhost, separated by commas";
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

/** What chains and parameters of clients may use outside of their session. */
export function clientSteps(): Option {
  const description =
    "steps that chains sent by clients may use although they act outside of the session, separated by commas: bart, tap, " +
    "external=HOST:PORT for each server that they may connect to, and save for the key `save`";
  const none: ClientRights = { steps: [], addresses: [] };
  return new Option("--client-steps <names>", description).default(none, "none").argParser((text): ClientRights => {
    const entries = text.split(",").map((entry) => /^([a-z][a-z0-9-]*)(?:=(\S+:\d+))?$/.exec(entry.trim()));
    if (entries.includes(null))
      throw new InvalidArgumentError("It must be names of steps: bart,external=10.0.0.7:9002.");
    if (entries.some((entry) => (entry![1] === "external") !== (entry![2] !== undefined)))
      throw new InvalidArgumentError("external, and only that, needs an address: external=10.0.0.7:9002.");
    const steps = [...new Set(entries.map((entry) => entry![1]!))];
    return { steps, addresses: entries.flatMap((entry) => entry![2] ?? []) };
  });
}

/** Where a server serves health and metrics. */
export function httpAddress(): Option {
  const description =
    "serve health, metrics and sessions there over HTTP: 127.0.0.1:9080, or only a port, for this machine";
  return new Option("--http <address>", description).default(undefined, "nowhere").argParser((text): HttpAddress => {
    const [, bracketed, name, port] = /^(?:(?:\[([^[\]]+)\]|([^:[\]\s]+)):)?(\d+)$/.exec(text) ?? [];
    if (port === undefined) throw new InvalidArgumentError("It must be host:port, or a port.");
    return { host: bracketed ?? name ?? "127.0.0.1", port: portNumber(port) };
  });
}

/** What browsers must present to open a server's page. */
export function httpToken(): Option {
  const description =
    "secret that browsers need for the page of --http, or a file that contains it: without one, the page is served to this machine only";
  return new Option("--http-token <token or file>", description).argParser((text) => {
    const isFile = statSync(text, { throwIfNoEntry: false })?.isFile() === true;
    const token = isFile ? readFileSync(text, "utf8").trim() : text;
    if (/^[\w.~+-]{16,200}$/.test(token)) return token;
    throw new InvalidArgumentError(
      "It must be a file, or 16 to 200 letters, digits and -._~+, such as the output of openssl rand -hex 16.",
    );
  });
}

/** Names by which browsers reach a server's page, besides those that it knows. */
export function httpNames(): Option {
  const description =
    "further name by which browsers reach the page of --http, such as that of a reverse proxy; needs --http-token; may be repeated";
  return new Option("--http-name <name>", description)
    .default([], "none")
    .argParser((text, names: readonly string[]) => {
      if (!/^[\w.-]+$/.test(text)) throw new InvalidArgumentError("It must be a name without port.");
      return [...names, text];
    });
}

/** The folder whose files a server's page shows. */
export function dataFolder(): Option {
  const description = "let the page of --http show the files in this folder and its subfolders";
  return new Option("--data <folder>", description).argParser((text) => gatherFolder(text, [])[0]!);
}

/** Threads that a session computes with. */
export function threads(): Option {
  return new Option("--threads <count>", "threads that a session computes with; 1: no worker threads")
    .default(defaultThreads, "one per core, at most 8")
    .argParser(positiveNumber);
}

/** Sessions that run at the same time: each takes memory, and a core or more while its data arrive. */
export function maxSessions(): Option {
  return new Option(
    "--max-sessions <count>",
    "sessions that run at the same time; further clients are queued in order of arrival",
  )
    .default(4 * availableParallelism(), "four per core")
    .argParser(positiveNumber);
}

/** Where incoming data are saved; FIRE's folder by default. */
export function savedataFolder(): Option {
  const option = new Option("-S, --savedataFolder <folder>", "where incoming data are saved");
  return option.default(defaultSavedataFolder);
}

/** Where noise is stored for later measurements. */
export function noiseFolder(): Option {
  const description = "where noise is stored for measurements that depend on it";
  const option = new Option("--noise-folder <folder>", description);
  return option.default(defaultNoiseFolder, `${join(tmpdir(), "larmor-UID", "noise")}`);
}

/** Maximum age of stored noise. */
export function noiseMaxAge(): Option {
  const description = "hours for which stored noise may be used";
  return new Option("--noise-max-age <hours>", description).default(24).argParser(positiveNumber);
}

/** Folders with third-party gadgets, as absolute paths. */
export function gadgetFolders(): Option {
  const description = "also use the gadgets in this folder, one per file (.ts, .js); may be repeated";
  return new Option("--gadgets <folder>", description).default([], "none").argParser(gatherFolder);
}

/** Folders with third-party chains, as absolute paths. */
export function pipelineFolders(): Option {
  const description = "also use the chains in this folder, in place of built-in ones of the same name; may be repeated";
  return new Option("--pipelines <folder>", description).default([], "none").argParser(gatherFolder);
}

function gatherFolder(text: string, gathered: readonly string[]): string[] {
  if (!statSync(text, { throwIfNoEntry: false })?.isDirectory())
    throw new InvalidArgumentError("There is no such folder.");
  return [...gathered, resolve(text)];
}

/** Which measurement of a file with several, in other formats than HDF5. */
export function measurement(): Option {
  return new Option(
    "-m, --measurement <number>",
    "which measurement to read, from 1, if a file of raw data has several",
  )
    .default(undefined, "the last one, in most formats")
    .argParser(positiveNumber);
}

/** Replace results of an earlier call. */
export function overwrite(): Option {
  return new Option("--overwrite", "replace the group to write, if the file has one of its name").default(false);
}

/** How long a silent server is waited for. */
export function serverTimeout(): Option {
  const description = "how long the server may neither send nor accept data; 0: forever";
  return new Option("--timeout <seconds>", description).default(0, "forever").argParser(timerSeconds);
}

/** Parses seconds for a timer; timers are limited to 24 days. */
export function timerSeconds(text: string): number {
  const value = wholeNumber(text);
  if (value > 2_000_000) throw new InvalidArgumentError("It must be at most 2000000.");
  return value;
}

/** Collects the values of a repeatable option name=value. */
export function nameAndValue(text: string, gathered: Record<string, string>): Record<string, string> {
  const separator = text.indexOf("=");
  if (separator < 1) throw new InvalidArgumentError("It must be name=value.");
  return { ...gathered, [text.slice(0, separator)]: text.slice(separator + 1) };
}

/** Three numbers. */
export type Triple = [number, number, number];

/** Parses three numbers separated by commas. */
export function triple(text: string): Triple {
  const values = text.split(",").map(decimal);
  if (values.length !== 3)
    throw new InvalidArgumentError("It must be three numbers separated by commas, such as 0,30,-5.");
  return values as Triple;
}
