import { isXml } from "../../gadgetron/index.ts";
import { parseHeaderIfXml, type WireMessage } from "../../mrd/index.ts";
import { ProtocolError } from "../errors.ts";
import { type ClientParameters, parseClientParameters } from "./parameters-text.ts";

/** What a client says first. */
export interface Config {
  readonly kind: "config-file" | "config-text";
  readonly text: string;
}

/** What a client says before its data. */
export interface Opening {
  readonly config: Config;
  readonly header: string;
  readonly parameters: string | undefined;
  /** The first message of the data, which had to be read to know that no parameters come. */
  readonly first: WireMessage | undefined;
}

/**
 * Reads the opening: config, header, perhaps parameters.
 * @param next the next message, or `undefined` where the client has closed
 * @returns `undefined` where the client left at once; a mere config where it closed behind that, as a dependency query does
 * @throws ProtocolError for a message out of place
 */
export async function readOpening(
  next: (state: string) => Promise<WireMessage | undefined>,
): Promise<Opening | { readonly config: Config } | undefined> {
  const config = await next("config");
  if (config === undefined) return undefined;
  if (config.kind !== "config-file" && config.kind !== "config-text") {
    throw outOfPlace(config, "config", "a config (CONFIG_FILE or CONFIG_TEXT)");
  }
  const named = { kind: config.kind, text: config.kind === "config-file" ? config.name : config.text };
  const header = await next("header");
  if (header === undefined) return { config: named };
  if (header.kind !== "header") throw outOfPlace(header, "header", "the measurement's header (HEADER)");

  const opening = { config: named, header: header.text };
  const first = await next("parameters");
  if (first?.kind !== "text") return { ...opening, parameters: undefined, first };
  return { ...opening, parameters: first.text, first: await next("data") };
}

/** What the opening's parameters ask for. */
export function parametersOf({ parameters }: Opening): ClientParameters {
  return parseClientParameters(parameters ?? "");
}

/** The protocol's name, where the header tells it: data with a broken header are saved too. */
export function protocolOf(header: string): string | undefined {
  try {
    return parseHeaderIfXml(header)?.measurementInformation?.protocolName;
  } catch {
    return undefined; // the reconstruction says what is wrong with it
  }
}

/** Whether a client names or writes its chain as those of Gadgetron do. */
export function speaksGadgetron({ config }: Opening): boolean {
  return config.kind === "config-text" ? isXml(config.text) : config.text.endsWith(".xml");
}

/** A message that the protocol has no place for where it came. */
export function outOfPlace(message: WireMessage, state: string, expected: string): ProtocolError {
  const article = /^[aeiou]/.test(message.kind) ? "an" : "a";
  return new ProtocolError(
    "out-of-place",
    `in state '${state}' the server expects ${expected}; the client sent ${article} ${message.kind} message`,
  );
}
