import type { Duplex } from "node:stream";
import { pino } from "pino";
import { gadgets } from "../../gadgets/registry.ts";
import { pipelineFolders } from "../../src/app/composition.ts";
import { ChainLibrary, type ClientRights, gadgetRegistry } from "../../src/chain/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import { type Image, MessageReader, serialize, type WireMessage } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { runSession, type SessionOptions, type SessionOutcome } from "../../src/session/index.ts";
import { duplexPair } from "./duplex.ts";

/** Allows clients all steps, which tests use to compile chains from texts. */
export const allSteps: ClientRights = { steps: ["bart", "external", "save", "tap"], addresses: ["a:1"] };

/** The built-in chains and gadgets. */
export const library = new ChainLibrary(pipelineFolders(), gadgetRegistry(gadgets));

/** Serves a client in this process; by default, the session saves, records and stores nothing. */
export function serveSession(stream: Duplex, overrides: Partial<SessionOptions> = {}): Promise<SessionOutcome> {
  return runSession(stream, {
    session: 1,
    library,
    defaultConfig: undefined,
    saving: { folder: "nowhere", always: false, nameByProtocol: false },
    recordFolder: undefined,
    pool: noPool,
    noise: noNoiseStore,
    version: "0.0.0-test",
    log: pino({ level: "silent" }),
    ...overrides,
  });
}

/** The client's end of a session in this process, see {@link serveSession}. */
export function startSession(overrides: Partial<SessionOptions> = {}): { client: Duplex; ended: Promise<unknown> } {
  const [client, server] = duplexPair();
  return { client, ended: serveSession(server, overrides) };
}

/** Collects the answer, up to the end of the session. */
export async function answerOf({ client, ended }: ReturnType<typeof startSession>): Promise<WireMessage[]> {
  const reader = new MessageReader();
  const received: WireMessage[] = [];
  for await (const chunk of client) received.push(...reader.push(chunk as Uint8Array));
  reader.finish();
  await ended;
  return received;
}

/** Sends bytes, half-closes, and collects the answer. */
export async function converse(
  pieces: readonly Uint8Array[],
  overrides: Partial<SessionOptions> = {},
): Promise<WireMessage[]> {
  const session = startSession(overrides);
  for (const piece of pieces) session.client.write(piece);
  session.client.end();
  return answerOf(session);
}

export function images(messages: readonly WireMessage[]): Image[] {
  return messages.filter((message): message is Image => message.kind === "image");
}

/** All bytes of the images, which are faster to compare than single pixels. */
export function imageBytes(messages: readonly WireMessage[]): string {
  return Buffer.concat(images(messages).flatMap(serialize)).toString("base64");
}

export function lines(messages: readonly WireMessage[]): string[] {
  return messages.flatMap((message) => (message.kind === "text" ? [message.text] : []));
}
