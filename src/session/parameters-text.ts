/** What a client's JSON text asks for. */
export interface ClientParameters {
  /** Overrides the config message, as FIRE's clients may. */
  readonly config: string | undefined;
  /** By name; the chain decides which of them it knows. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Reads the text that may follow the header: `{"parameters": {"config": "…", "customconfig": "…", name: value, …}}`.
 * @throws SyntaxError if it is not JSON, or not an object with an object `parameters`
 */
export function parseClientParameters(text: string): ClientParameters {
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
  return { config: nonEmpty(customconfig) ?? nonEmpty(config), values };
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
