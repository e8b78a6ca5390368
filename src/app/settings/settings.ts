import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { type Command, InvalidArgumentError, type Option } from "commander";
import { didYouMean } from "../../text/index.ts";
import { CommandError } from "../errors.ts";

const PREFIX = "LARMOR_";

/** Which settings do not come from the command line. Each entry is a sentence for the log. */
export interface SettingOrigins {
  readonly applied: readonly string[];
  /** Variables that look like settings but are not. */
  readonly unknownVariables: readonly string[];
}

/**
 * Sets the options of a command that the command line does not set: from variables `LARMOR_…`, else from the file of
 * its option `--settings`.
 * @throws CommandError `bad-settings` with all problems, `no-such-file`
 */
export async function completeSettings(command: Command, environment: NodeJS.ProcessEnv): Promise<SettingOrigins> {
  const options = command.options.filter(({ long }) => long !== undefined && !commandLineOnly.has(long));
  const unset = options.filter((option) => command.getOptionValueSource(option.attributeName()) !== "cli");
  const variables = valuesOfVariables(options, environment);
  const set = (option: Option, value: unknown) =>
    command.setOptionValueWithSource(option.attributeName(), value, "env");

  const applied: string[] = [];
  const problems: string[] = [];
  for (const option of unset) {
    const variable = variableOf(option);
    const text = variables.get(variable);
    if (text === undefined) continue;
    try {
      set(option, parsedBy(option, Array.isArray(option.defaultValue) ? text.split(delimiter) : text));
      applied.push(`${nameOf(option)} is ${shown(option, text)}, by the variable ${variable}`);
    } catch (error) {
      problems.push(`${refusal(variable, shown(option, text), error)}${hintFor(text)}`);
    }
  }
  if (problems.length > 0) throw new CommandError("bad-settings", problems.join("\n"));

  const { settings: file } = command.opts<{ settings?: string }>();
  const stillUnset = new Set(unset.filter((option) => !variables.has(variableOf(option))));
  if (file !== undefined) {
    for (const [option, { value, written }] of await valuesOfFile(file, options)) {
      if (!stillUnset.has(option)) continue;
      set(option, value);
      applied.push(`${nameOf(option)} is ${shown(option, [written].flat().join(", "))}, by ${file}`);
    }
  }
  return { applied, unknownVariables: unknownVariables(options, environment) };
}

/** Options that make sense on the command line only, or have no effect. */
const commandLineOnly: ReadonlySet<string> = new Set(["--help", "--multiprocessing"]);

/** Options whose values must not be in a log. */
const secret: ReadonlySet<string> = new Set(["--http-token"]);

/** A value as it may be logged. */
function shown<T>(option: Option, value: T): T | string {
  return secret.has(option.long!) ? "secret" : value;
}

/** The name of an option in a settings file. */
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

/** Variables whose name is probably misspelt. */
function unknownVariables(options: readonly Option[], environment: NodeJS.ProcessEnv): string[] {
  const known = options.map(variableOf);
  const unknown = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !known.includes(name));
  return unknown.flatMap((name) => {
    const hint = didYouMean(name, known);
    return hint === "" ? [] : `the variable ${name} sets nothing${hint}`;
  });
}

interface FileValue {
  readonly value: unknown;
  /** As in the file. */
  readonly written: unknown;
}

/** @throws CommandError with all problems of the file, by line and column */
async function valuesOfFile(file: string, options: readonly Option[]): Promise<Map<Option, FileValue>> {
  // Loaded only when it is needed: it loads all steps, which a server leaves to its sessions.
  const { ChainDocument } = await import("../../chain/text/index.ts");
  const document = new ChainDocument(file, textOf(file));
  const settings = document.problems.length === 0 ? (document.toValue() ?? {}) : {};
  const values = new Map<Option, FileValue>();
  if (typeof settings !== "object" || Array.isArray(settings))
    document.report([], "settings are `name: value`, one per line");
  else {
    const names = options.map(nameOf).filter((name) => name !== "settings");
    for (const [key, value] of Object.entries(settings)) {
      const option = options.find((each) => nameOf(each) === key);
      if (option === undefined || key === "settings") {
        document.reportKey([], key, `there is no setting '${key}'${didYouMean(key, names)}`);
        continue;
      }
      try {
        values.set(option, { value: parsedBy(option, value), written: value });
      } catch (error) {
        document.report([key], refusal(key, shown(option, value), error));
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

/** Parses a value as the command line does. @throws InvalidArgumentError */
function parsedBy(option: Option, written: unknown): unknown {
  if (option.isBoolean()) {
    if (typeof written === "boolean") return written;
    if (written === "true" || written === "1") return true;
    if (written === "false" || written === "0") return false;
    throw new InvalidArgumentError("It must be true or false.");
  }
  const texts = [written].flat();
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

/** `max-sessions is "many"; it must be a whole number`, from commander's `It must be a whole number.` */
function refusal(name: string, value: unknown, error: unknown): string {
  if (!(error instanceof InvalidArgumentError)) throw error;
  const { message } = error;
  return `${name} is ${JSON.stringify(value)}; ${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}`;
}

/** Kubernetes sets variables in all containers for each of its services, named after the service. */
function hintFor(text: string): string {
  return text.startsWith("tcp://")
    ? "; Kubernetes sets this for a service of that name: `enableServiceLinks: false` leaves it out"
    : "";
}
