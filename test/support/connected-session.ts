import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { InputSocket } from "../../src/protocols/mrd1/index.ts";
import type { SessionOptions } from "../../src/session/index.ts";
import { serveSession } from "./session.ts";

/** A session of this process at the end of a real connection. */
export interface ConnectedSession {
  readonly client: Socket;
  /** Its end of the connection. */
  readonly server: Duplex;
  readonly ended: Promise<void>;
}

/** Connects a client to a session, as the server does it, but without a process of its own. */
export async function connectSession(overrides: Partial<SessionOptions> = {}): Promise<ConnectedSession> {
  const listener = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const accepted = once(listener, "connection") as Promise<[Socket]>;
  const client = connect({ port: (listener.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => {}); // what a test does to it may well reset it
  const server = InputSocket.over((await accepted)[0]);
  listener.close();
  return { client, server, ended: serveSession(server, overrides) };
}
