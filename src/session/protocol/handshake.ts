import { isXml } from "../../gadgetron/index.ts";
import { parseHeaderIfXml, type WireMessage } from "../../mrd/index.ts";
import { ProtocolError } from "../errors.ts";
import { type ClientParameters, parseClientParameters } from "./parameters-text.ts";

/** The first message of a client: a name or a text of a chain. */
export interface Config {
  readonly kind: "config-file" | "config-text";
  readonly text: string;
}

/** What a client sends before its data. */
export interface Handshake {
  readonly config: Config;
  readonly header: string;
  readonly parameters: string | undefined;
  /** The first message of the data, which had to be read to know whether there are parameters. */
  readonly first: WireMessage | undefined;
}

/**
 * Reads the handshake: config, header and optional parameters.
 * @param next the next message, or `undefined` if the client has closed
 * @returns `undefined` if the client closed immediately; only a config if it closed after that, as a dependency query
 * does
 * @throws ProtocolError for an unexpected message
 */
export async function readHandshake(
  next: (state: string) => Promise<WireMessage | undefined>,
): Promise<Handshake | { readonly config: Config } | undefined> {
  const config = await next("config");
  if (config === undefined) return undefined;
  if (config.kind !== "config-file" && config.kind !== "config-text") {
    throw outOfPlace(config, "config", "a config (CONFIG_FILE or CONFIG_TEXT)");
  }
  const named = { kind: config.kind, text: config.kind === "config-file" ? config.name.trim() : config.text };
  const header = await next("header");
  if (header === undefined) return { config: named };
  if (header.kind !== "header") throw outOfPlace(header, "header", "the measurement's header (HEADER)");

  const handshake = { config: named, header: header.text };
  const first = await next("parameters");
  if (first?.kind !== "text") return { ...handshake, parameters: undefined, first };
  return { ...handshake, parameters: first.text, first: await next("data") };
}

/** What the client's parameters ask for. */
export function clientParametersOf({ parameters }: Handshake): ClientParameters {
  return parseClientParameters(parameters ?? "");
}

/** The name of the protocol, if the header has it. Data with a broken header are saved too. */
export function protocolOf(header: string): string | undefined {
  try {
    return parseHeaderIfXml(header)?.measurementInformation?.protocolName;
  } catch {
    return undefined; // the reconstruction reports what is wrong with it
  }
}

/** Whether the config is that of a Gadgetron client: a file name or a text in XML. */
export function isGadgetronClient({ config }: Handshake): boolean {
  return config.kind === "config-text" ? isXml(config.text) : config.text.endsWith(".xml");
}

/** The error for a message that the protocol does not allow in a state. */
export function outOfPlace(message: WireMessage, state: string, expected: string): ProtocolError {
  const article = /^[aeiou]/.test(message.kind) ? "an" : "a";
  return new ProtocolError(
    "out-of-place",
    `in state '${state}' the server expects ${expected}; the client sent ${article} ${message.kind} message`,
  );
}
