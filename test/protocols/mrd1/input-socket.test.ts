import { once } from "node:events";
import { connect, createServer, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { InputMemory, receiveShared } from "../../../src/memory/index.ts";
import { InputSocket } from "../../../src/protocols/mrd1/index.ts";

/** Both ends of a real connection; an InputSocket reads the server's end. */
async function pair(memory?: InputMemory): Promise<{ client: Socket; socket: InputSocket }> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect({ port: (server.address() as { port: number }).port, host: "127.0.0.1", allowHalfOpen: true });
  const [accepted] = (await once(server, "connection")) as [Socket];
  server.close();
  client.on("error", () => {});
  return { client, socket: InputSocket.over(accepted, undefined, memory) as InputSocket };
}

describe("InputSocket", () => {
  it("takes over a socket in this version of Node", async () => {
    const { client, socket } = await pair();
    expect(socket).toBeInstanceOf(InputSocket);
    socket.destroy();
    client.destroy();
  });

  it("leaves a socket unchanged if Node does not support it", () => {
    const socket = new Socket();
    expect(InputSocket.over(socket)).toBe(socket);
  });

  it("delivers all bytes in order to a slow and to a fast reader, up to the end", async () => {
    const sent = Buffer.alloc(3_000_001, "The quick brown fox jumps over the lazy dog. ");
    for (const slow of [false, true]) {
      const { client, socket } = await pair();
      client.end(sent);
      const received: Buffer[] = [];
      const chunks = socket.chunks();
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
        // A chunk must not change until its reader requests the next one.
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

  it("reads into the memory of the socket before it, which has closed", async () => {
    let blocks = 0;
    const memory = new InputMemory((bytes) => {
      blocks += 1;
      return new SharedArrayBuffer(bytes);
    });
    const counts: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const { client, socket } = await pair(memory);
      client.end(Buffer.alloc(5_000_000));
      const chunks = socket.chunks();
      const first = await chunks.next();
      expect(first.value!.buffer).toBeInstanceOf(ArrayBuffer); // Not what the socket before it was asked for.
      receiveShared(first.value!);
      while (!(await chunks.next()).done);
      const closed = once(socket, "close");
      socket.destroy();
      client.destroy();
      await closed;
      counts.push(blocks);
    }
    expect(counts[0]).toBeGreaterThan(0);
    expect(new Set(counts)).toEqual(new Set([counts[0]]));
  });

  it("fails if the other side resets the connection", async () => {
    const { client, socket } = await pair();
    const next = socket.chunks().next();
    client.resetAndDestroy();
    await expect(next).rejects.toThrow(/ECONNRESET/);
  });

  it("fails if it is destroyed during a read", async () => {
    const { client, socket } = await pair();
    const next = socket.chunks().next();
    socket.destroy();
    await expect(next).rejects.toThrow("the connection was lost");
    client.destroy();
  });
});
