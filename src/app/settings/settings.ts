import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { type Command, InvalidArgumentError, type Option } from "commander";
import { CommandError } from "../errors.ts";

const PREFIX = "LARMOR_";

/** Where settings come from that the command line did not give, a sentence each. */
export interface SettingOrigins {
  readonly said: readonly string[];
  /** On variables that look like settings and are none. */
  readonly strangers: readonly string[];
}

/**
 * Gives a command's options what the command line left open: from variables `LARMOR_…`, and what these leave open from the
 * file of its option `--settings`.
 * @throws CommandError `bad-settings` with all that is wrong, `no-such-file`
 */
export async function completeSettings(command: Command, environment: NodeJS.ProcessEnv): Promise<SettingOrigins> {
  const options = command.options.filter(({ long }) => long !== undefined && !notSettings.has(long));
  const open = options.filter((option) => command.getOptionValueSource(option.attributeName()) !== "cli");
  const variables = valuesOfVariables(options, environment);
  const set = (option: Option, value: unknown) =>
    command.setOptionValueWithSource(option.attributeName(), value, "env");

  const said: string[] = [];
  const problems: string[] = [];
  for (const option of open) {
    const variable = variableOf(option);
    const text = variables.get(variable);
    if (text === undefined) continue;
    try {
      set(option, settingOf(option, Array.isArray(option.defaultValue) ? text.split(delimiter) : text));
      said.push(`${nameOf(option)} is ${text}, by the variable ${variable}`);
    } catch (error) {
      problems.push(`${variable}=${text}: ${wrongWith(error)}${hintOn(text)}`);
    }
  }
  if (problems.length > 0) throw new CommandError("bad-settings", problems.join("\n"));

  const { settings: file } = command.opts<{ settings?: string }>();
  const left = new Set(open.filter((option) => !variables.has(variableOf(option))));
  if (file !== undefined) {
    for (const [option, { value, given }] of await valuesOfFile(file, options)) {
      if (!left.has(option)) continue;
      set(option, value);
      said.push(`${nameOf(option)} is ${[given].flat().join(", ")}, by ${file}`);
    }
  }
  return { said, strangers: await strangersAmong(options, environment) };
}

/** Loaded where it is needed: with it come all steps, which a server leaves to its sessions. */
const chainRoom = () => import("../../chain/index.ts");

/** What is of one call of the command alone, or does nothing. */
const notSettings: ReadonlySet<string> = new Set(["--help", "--multiprocessing"]);

/** As a settings file calls an option. */
function nameOf(option: Option): string {
  return option.attributeName().replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function variableOf(option: Option): string {
  return PREFIX + nameOf(option).replaceAll("-", "_").toUpperCase();
}

/** An empty variable sets nothing. */
function valuesOfVariables(options: readonly Option[], environment: NodeJS.ProcessEnv): Map<string, string> {
  const known = new Set(options.map(variableOf));
  return new Map(
    Object.entries(environment).flatMap(([name, text]) => (known.has(name) && text ? [[name, text] as const] : [])),
  );
}

/** Variables whose name was probably meant to be another. */
async function strangersAmong(options: readonly Option[], environment: NodeJS.ProcessEnv): Promise<string[]> {
  const known = options.map(variableOf);
  const strangers = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !known.includes(name));
  if (strangers.length === 0) return [];
  const { didYouMean } = await chainRoom();
  return strangers.flatMap((name) => {
    const hint = didYouMean(name, known);
    return hint === "" ? [] : `the variable ${name} sets nothing${hint}`;
  });
}

interface FileValue {
  readonly value: unknown;
  /** As it is written. */
  readonly given: unknown;
}

/** @throws CommandError with every problem of the file at once, by line and column */
async function valuesOfFile(file: string, options: readonly Option[]): Promise<Map<Option, FileValue>> {
  const { ChainDocument, didYouMean } = await chainRoom();
  const document = new ChainDocument(file, textOf(file));
  const settings = document.problems.length === 0 ? (document.toValue() ?? {}) : {};
  const values = new Map<Option, FileValue>();
  if (typeof settings !== "object" || Array.isArray(settings))
    document.report([], "settings are `name: value`, a line each");
  else {
    const names = options.map(nameOf).filter((name) => name !== "settings");
    for (const [key, value] of Object.entries(settings)) {
      const option = options.find((each) => nameOf(each) === key);
      if (option === undefined || key === "settings") {
        document.reportKey([], key, `there is no setting '${key}'${didYouMean(key, names)}`);
        continue;
      }
      try {
        values.set(option, { value: settingOf(option, value), given: value });
      } catch (error) {
        document.report([key], `${key}: ${wrongWith(error)}`);
      }
    }
  }
  if (document.problems.length === 0) return values;
  const lines = document.problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  throw new CommandError("bad-settings", lines.join("\n"));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandError("no-such-file", `the settings can't be read: ${(error as Error).message}`);
  }
}

/** What the command line would make of a value. @throws InvalidArgumentError */
function settingOf(option: Option, given: unknown): unknown {
  if (option.isBoolean()) {
    if (typeof given === "boolean") return given;
    if (given === "true" || given === "1") return true;
    if (given === "false" || given === "0") return false;
    throw new InvalidArgumentError("It must be true or false.");
  }
  const texts = [given].flat();
  if (texts.some((text) => typeof text === "object"))
    throw new InvalidArgumentError("It must be one value, not a map.");
  const parse = option.parseArg as ((text: string, before: unknown) => unknown) | undefined;
  if (Array.isArray(option.defaultValue)) {
    return texts.reduce<unknown>((before, text) => parse!(String(text), before), []);
  }
  if (texts.length !== 1) throw new InvalidArgumentError("It must be one value.");
  const text = String(texts[0]);
  return parse === undefined ? text : parse(text, undefined);
}

function wrongWith(error: unknown): string {
  if (error instanceof InvalidArgumentError) return error.message;
  throw error;
}

/** Kubernetes gives variables to all containers for each of its services, and calls them after those. */
function hintOn(text: string): string {
  return text.startsWith("tcp://")
    ? " Kubernetes sets this for a service of that name: `enableServiceLinks: false` leaves it out."
    : "";
}
