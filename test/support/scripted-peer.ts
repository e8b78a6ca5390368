import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { MessageReader, serialize, type WireMessage } from "../../src/mrd/index.ts";

/** A scripted server for one client. */
export interface ScriptedPeer extends AsyncDisposable {
  readonly port: number;
  /** The client's connection, once there is one. */
  readonly socket: Promise<Socket>;
}

/**
 * Starts a server on a free port of this machine.
 * @param script is called with the connection, which is half-open capable and has not been read
 */
export async function scriptedPeer(script: (socket: Socket) => void): Promise<ScriptedPeer> {
  let resolve: (socket: Socket) => void;
  const connected = new Promise<Socket>((settle) => {
    resolve = settle;
  });
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    socket.on("error", () => {});
    resolve(socket);
    script(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    socket: connected,
    async [Symbol.asyncDispose]() {
      server.close();
      void connected.then((socket) => socket.destroy());
      await Promise.resolve();
    },
  };
}

/** Reads what a client sends, message by message. */
export function onMessages(socket: Socket, take: (message: WireMessage) => void): void {
  const reader = new MessageReader();
  socket.on("data", (chunk) => {
    for (const message of reader.push(chunk as Uint8Array)) take(message);
  });
  socket.resume();
}

export function say(socket: Socket, ...messages: WireMessage[]): void {
  socket.write(Buffer.concat(messages.flatMap(serialize)));
}
