import { existsSync } from "node:fs";
import type { Logger } from "pino";
import { withoutConfig, withParameters } from "../../client/index.ts";
import { readText } from "../../files/index.ts";

/** Where the parameters of a chain come from. */
export interface ParameterOptions {
  /** A chain's name. */
  readonly config: string;
  /** A file with the text of a chain, sent instead of the name. */
  readonly configLocal?: string;
  /** Values of the chain's parameters. */
  readonly parameter?: Readonly<Record<string, string>>;
  /** Remove the choice of a chain from the JSON parameters. */
  readonly ignoreJsonConfig?: boolean;
  /** Ask what each step of the chain did. */
  readonly trace?: boolean;
}

/**
 * The JSON that is sent after the header: of `<config>.json` in the working folder or else of the input file, with the
 * values of the command line; `undefined` if there is nothing to send.
 * @throws ClientError `parameters-not-json`
 */
export function parametersFor(
  configAdditional: string | undefined,
  options: ParameterOptions,
  log: Logger,
): string | undefined {
  const file = `${options.config}.json`;
  const local = options.configLocal === undefined && existsSync(file);
  const found = local ? readText(file) : configAdditional;
  const origin = local ? file : "the file's configAdditional";
  const values = { ...options.parameter, ...(options.trace && { larmorTrace: true }) };
  const add = (json: string | undefined) =>
    Object.keys(values).length === 0 ? json : withParameters(json, origin, values);
  if (found === undefined) return add(undefined);
  const { json: without, removed } = withoutConfig(found, origin);
  log.info(`sending the parameters of ${origin}`);
  if (!options.ignoreJsonConfig) return add(found);
  for (const config of removed) log.warn(`they select the chain '${config}', which is ignored`);
  return add(without);
}
