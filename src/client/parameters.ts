/**
 * Takes the choice of a chain out of a client's JSON parameters, so that it does not override the one made elsewhere.
 * @returns the JSON without `parameters.config` and `parameters.customconfig`, and what these were
 * @throws SyntaxError if the text is not JSON
 */
export function withoutConfig(json: string): { json: string; removed: string[] } {
  const document: unknown = JSON.parse(json);
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
