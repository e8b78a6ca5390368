import { once } from "node:events";
import { connect, createServer, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { InputSocket } from "../../../src/protocols/mrd1/index.ts";

/** Two ends of a real connection, the server's end read by an InputSocket. */
async function pair(): Promise<{ client: Socket; socket: InputSocket }> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect({ port: (server.address() as { port: number }).port, host: "127.0.0.1", allowHalfOpen: true });
  const [accepted] = (await once(server, "connection")) as [Socket];
  server.close();
  client.on("error", () => {});
  return { client, socket: InputSocket.over(accepted) as InputSocket };
}

describe("InputSocket", () => {
  it("takes over a socket, on this Node", async () => {
    const { client, socket } = await pair();
    expect(socket).toBeInstanceOf(InputSocket);
    socket.destroy();
    client.destroy();
  });

  it("leaves a socket as it is where Node has nothing to take over", () => {
    const socket = new Socket();
    expect(InputSocket.over(socket)).toBe(socket);
  });

  it("gives all bytes in order, to a reader that is slow and one that is fast, up to the other side's end", async () => {
    const sent = Buffer.alloc(3_000_001, "The quick brown fox jumps over the lazy dog. ");
    for (const slow of [false, true]) {
      const { client, socket } = await pair();
      client.end(sent);
      const received: Buffer[] = [];
      const chunks = socket.chunks();
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
        // A piece must stay as it is for as long as its reader has not asked for the next.
        if (slow && received.length % 4 === 0) await pause(2);
        received.push(Buffer.from(next.value));
      }
      expect(Buffer.concat(received).equals(sent)).toBe(true);
      expect((await chunks.next()).done).toBe(true);
      socket.write("still open");
      const [answer] = (await once(client, "data")) as [Buffer];
      expect(answer.toString()).toBe("still open");
      socket.destroy();
    }
  });

  it("fails where the other side resets the connection", async () => {
    const { client, socket } = await pair();
    const next = socket.chunks().next();
    client.resetAndDestroy();
    await expect(next).rejects.toThrow(/ECONNRESET/);
  });

  it("fails where it is destroyed while someone waits", async () => {
    const { client, socket } = await pair();
    const next = socket.chunks().next();
    socket.destroy();
    await expect(next).rejects.toThrow("the connection was lost");
    client.destroy();
  });
});
