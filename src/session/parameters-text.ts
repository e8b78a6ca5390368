/** What a client's JSON text may be. Real ones set a handful of values. */
const MOST_CHARACTERS = 2 ** 18;
const MOST_LEVELS = 32;
const MOST_NAMES = 1000;

/** What a client's JSON text asks for. */
export interface ClientParameters {
  /** Overrides the config message, as FIRE's clients may. */
  readonly config: string | undefined;
  /** By name; the chain decides which of them it knows. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Reads the text that may follow the header: `{"parameters": {"config": "…", "customconfig": "…", name: value, …}}`.
 * @throws SyntaxError if it is not JSON, not an object with an object `parameters`, or more than anyone needs
 */
export function parseClientParameters(text: string): ClientParameters {
  requireFit(text);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`the parameters text after the header is not JSON: ${(error as Error).message}`);
  }
  const parameters = isObject(document) ? (document.parameters ?? {}) : undefined;
  if (!isObject(parameters)) {
    throw new SyntaxError('the parameters text after the header must be an object: {"parameters": {"name": value}}');
  }
  const { config, customconfig, ...values } = parameters;
  const names = Object.keys(values).length;
  if (names > MOST_NAMES) throw new SyntaxError(`${names} parameters after the header; at most ${MOST_NAMES} are read`);
  return { config: nonEmpty(customconfig) ?? nonEmpty(config), values };
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Before it is parsed: what works on the value recurses. */
function requireFit(text: string): void {
  if (text.length > MOST_CHARACTERS) {
    const found = `has ${text.length} characters`;
    throw new SyntaxError(`the parameters text after the header ${found}; at most ${MOST_CHARACTERS} are read`);
  }
  if (levelsOf(text) > MOST_LEVELS) {
    throw new SyntaxError(`the parameters text after the header nests deeper than ${MOST_LEVELS} levels`);
  }
}

/** How deep a JSON text nests. */
function levelsOf(text: string): number {
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
