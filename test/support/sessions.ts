import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { gadgets } from "../../gadgets/index.ts";
import { ChainLibrary, gadgetRegistry } from "../../src/chain/index.ts";
import { type Gadget, noNoiseStore } from "../../src/gadget/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { runSession, type SessionOptions } from "../../src/session/index.ts";
import { InputSocket } from "../../src/wire/index.ts";

const pipelines = fileURLToPath(new URL("../../pipelines/", import.meta.url));

/** The chains of the package, and gadgets of a test's own beside those of the package. */
export function libraryWith(...own: readonly Gadget[]): ChainLibrary {
  const loaders = Object.fromEntries(own.map((gadget) => [gadget.name, async () => ({ default: gadget })]));
  return new ChainLibrary([pipelines], gadgetRegistry({ ...gadgets, ...loaders }));
}

/** A session that saves nothing, keeps no noise and logs nothing. */
export function sessionOptions(overrides: Partial<SessionOptions> = {}): SessionOptions {
  return {
    library: libraryWith(),
    defaultConfig: undefined,
    saving: { folder: "/nowhere", always: false },
    pool: noPool,
    noise: noNoiseStore,
    version: "0.0.0-test",
    log: pino({ level: "silent" }),
    ...overrides,
  };
}

/** A session of this process at the end of a real connection. */
export interface ConnectedSession {
  readonly client: Socket;
  /** Its end of the connection. */
  readonly server: Duplex;
  readonly ended: Promise<void>;
}

/** Connects a client to a session, as the server does it, but without a process of its own. */
export async function connectSession(options: SessionOptions): Promise<ConnectedSession> {
  const listener = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const accepted = once(listener, "connection") as Promise<[Socket]>;
  const client = connect({ port: (listener.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => {}); // what a test does to it may well reset it
  const server = InputSocket.over((await accepted)[0]);
  listener.close();
  return { client, server, ended: runSession(server, options) };
}
