import { ClientError } from "./errors.ts";

/**
 * Removes the choice of a chain from a client's JSON parameters, so that it does not override another choice.
 * @param origin the name of the text in errors, e.g. `scan.json`
 * @returns the JSON without `parameters.config` and `parameters.customconfig`, and the removed values
 * @throws ClientError `parameters-not-json` if the text is not JSON
 */
export function withoutConfig(json: string, origin: string): { json: string; removed: string[] } {
  const document = parse(json, origin);
  const parameters = (document as { parameters?: Record<string, unknown> } | null)?.parameters;
  if (typeof parameters !== "object" || parameters === null) return { json, removed: [] };
  const removed: string[] = [];
  for (const key of ["config", "customconfig"]) {
    if (!Object.hasOwn(parameters, key)) continue;
    if (parameters[key] !== "") removed.push(String(parameters[key]));
    delete parameters[key];
  }
  return { json: JSON.stringify(document, null, 2), removed };
}

/**
 * Sets parameters of a chain.
 * @param json the client's parameters, if there are any
 * @param origin the name of the text in errors
 * @param values by name; they replace those of the text
 * @throws ClientError `parameters-not-json` if the text is not JSON
 */
export function withParameters(json: string | undefined, origin: string, values: Readonly<Record<string, unknown>>) {
  const document = (json === undefined ? {} : parse(json, origin)) as { parameters?: object } | null;
  return JSON.stringify({ ...document, parameters: { ...document?.parameters, ...values } }, null, 2);
}

function parse(json: string, origin: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const message = `the parameters in ${origin} are not JSON: ${(cause as Error).message}`;
    throw new ClientError("parameters-not-json", message, { cause });
  }
}
