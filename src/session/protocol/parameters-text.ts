import { isRecord } from "../../chain/text/index.ts";
import { counted } from "../../text/index.ts";
import { ProtocolError } from "../errors.ts";

/** Limits for a client's JSON text. Typical ones set a handful of values. */
const MOST_CHARACTERS = 2 ** 18;
const MOST_LEVELS = 32;
const MOST_NAMES = 1000;

/** What a client's JSON text asks for. */
export interface ClientParameters {
  /** Overrides the config message, as FIRE's clients may. */
  readonly config: string | undefined;
  /** Whether the client asks for a report of what each step did. */
  readonly trace: boolean;
  /** By name; the chain decides which of them it knows. */
  readonly values: Readonly<Record<string, unknown>>;
  /** About parts that have no effect. */
  readonly warnings: readonly string[];
}

/**
 * Reads the text that may follow the header: `{"parameters": {"config": "…", "customconfig": "…", "larmorTrace": true,
 * name: value, …}}`. As with FIRE's server, a text of another form has no effect; but here the client is warned.
 * @throws ProtocolError `parameters-too-large`
 */
export function parseClientParameters(text: string): ClientParameters {
  requireWithinLimits(text);
  if (text.trim() === "") return asking({});
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return nothing(`is not JSON (${(error as Error).message})`);
  }
  const form = '{"parameters": {"name": value}}';
  if (!isRecord(document)) return nothing(`is not an object of the form ${form}`);
  const { parameters, version: _, ...others } = document;
  if (parameters === undefined && Object.keys(others).length === 0) return asking({});
  if (!isRecord(parameters)) return nothing(`has no object 'parameters', as in ${form}`);
  return asking(parameters);
}

function asking({ config, customconfig, larmorTrace, ...values }: Readonly<Record<string, unknown>>): ClientParameters {
  const names = Object.keys(values).length;
  if (names > MOST_NAMES)
    throw tooLarge(`${counted(names, "parameter")} after the header; at most ${MOST_NAMES} are read`);
  const warnings = Object.entries({ config, customconfig })
    .filter(([, value]) => value !== undefined && value !== null && typeof value !== "string")
    .map(([name]) => `'${name}' of the client's parameters is not a name, and has no effect`);
  // Some clients send true as a text.
  const trace = larmorTrace === true || (typeof larmorTrace === "string" && /^true$/i.test(larmorTrace));
  return { config: nonEmpty(customconfig) ?? nonEmpty(config), trace, values, warnings };
}

function nothing(reason: string): ClientParameters {
  const effect = "it has no effect, and the chain runs with its defaults";
  return {
    config: undefined,
    trace: false,
    values: {},
    warnings: [`the parameters text after the header ${reason}: ${effect}`],
  };
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** Checked before parsing, because the functions that process the value are recursive. */
function requireWithinLimits(text: string): void {
  if (text.length > MOST_CHARACTERS) {
    const size = `has ${counted(text.length, "character")}`;
    throw tooLarge(`the parameters text after the header ${size}; at most ${MOST_CHARACTERS} are read`);
  }
  if (nestingDepth(text) > MOST_LEVELS) {
    throw tooLarge(`the parameters text after the header nests deeper than ${MOST_LEVELS} levels`);
  }
}

/** Nesting depth of a JSON text. */
function nestingDepth(text: string): number {
  let [level, deepest, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i]!;
    if (quoted && character === "\\") i += 1;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "[" || character === "{") deepest = Math.max(deepest, ++level);
    else if (character === "]" || character === "}") level -= 1;
  }
  return deepest;
}

function tooLarge(message: string): ProtocolError {
  return new ProtocolError("parameters-too-large", message);
}
