import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { InputSocket } from "../../src/protocols/mrd1/index.ts";
import type { SessionOptions } from "../../src/session/index.ts";
import { serveSession } from "./session.ts";

/** A session in this process with a real connection. */
export interface ConnectedSession {
  readonly client: Socket;
  /** The session's end of the connection. */
  readonly server: Duplex;
  readonly ended: Promise<unknown>;
}

/** Connects a client to a session as the server does, but without a separate process. */
export async function connectSession(overrides: Partial<SessionOptions> = {}): Promise<ConnectedSession> {
  const listener = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const accepted = once(listener, "connection") as Promise<[Socket]>;
  const client = connect({ port: (listener.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => {}); // a test may reset the connection
  const server = InputSocket.over((await accepted)[0]);
  listener.close();
  return { client, server, ended: serveSession(server, overrides) };
}
