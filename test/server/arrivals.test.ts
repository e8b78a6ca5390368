import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { InputSocket } from "../../src/protocols/mrd1/index.ts";
import type { Refusal } from "../../src/server/errors.ts";
import { Arrivals, type ArrivedClient } from "../../src/server/supervisor/arrivals.ts";
import { configFile, text } from "../support/wire-bytes.ts";

const sockets: Socket[] = [];
let server: Server;
let arrivals: Arrivals;
afterEach(() => {
  arrivals.clear(); // their timers would fire during other tests
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

/** Listens as the supervisor does. */
async function listening(configSeconds = 60) {
  const arrived: ArrivedClient[] = [];
  const late: Refusal[] = [];
  const lines: string[] = [];
  const write = (line: string) => lines.push((JSON.parse(line) as { msg: string }).msg);
  arrivals = new Arrivals(configSeconds, pino({}, { write }), {
    onArrived: (client) => arrived.push(client),
    onLate: (socket, refusal) => {
      late.push(refusal);
      socket.end("too late");
      socket.resume();
    },
    onLeft: () => {},
  });
  let accepted = 0;
  server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    accepted += 1;
    sockets.push(socket);
    arrivals.add(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = async () => {
    const socket = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
    sockets.push(socket);
    socket.on("error", () => {});
    await once(socket, "connect");
    return socket;
  };
  return { arrivals, arrived, late, lines, client, accepted: () => accepted };
}

/** Everything that a session reads. */
async function readBySession({ socket, firstBytes }: ArrivedClient): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const chunks = (InputSocket.over(socket, firstBytes) as InputSocket).chunks();
  for (let each = await chunks.next(); !each.done; each = await chunks.next()) pieces.push(Buffer.from(each.value));
  return Buffer.concat(pieces);
}

describe("clients without a config", () => {
  it.each(["end", "resetAndDestroy"] as const)("leave by %s, and never arrive", async (leave) => {
    const { arrivals, arrived, lines, client, accepted } = await listening();
    const scan = await Promise.all(Array.from({ length: 20 }, client));
    for (const socket of scan) socket[leave]();
    await vi.waitFor(() => expect([accepted(), arrivals.count]).toEqual([20, 0]));
    expect([arrived, lines]).toEqual([[], []]);
  });

  it("are rejected when their time is over", async () => {
    const { arrivals, arrived, late, client } = await listening(1);
    const [silent, slow] = [await client(), await client()];
    slow.write(configFile("default").subarray(0, 1000));
    for (const socket of [silent, slow]) {
      expect(String((await once(socket, "data"))[0])).toBe("too late");
      socket.write(configFile("default")); // is discarded
      socket.end();
      await once(socket, "close");
    }
    const reason = "no config arrived within 1 s, which is the limit; the server's --config-timeout raises it";
    expect(late).toEqual([
      { code: "server/no-config", reason },
      { code: "server/no-config", reason },
    ]);
    expect([arrivals.count, arrived]).toEqual([0, []]);
  });

  it("make way for others, the longest waiting first, if there are too many", async () => {
    const { arrivals, lines, client, accepted } = await listening();
    const first = await client();
    const left = new Promise((resolve) => first.once("close", resolve));
    await vi.waitFor(() => expect(accepted()).toBe(1));
    for (let i = 0; i < 256; i += 1) await client();
    await left;
    await vi.waitFor(() => expect(accepted()).toBe(257));
    expect(arrivals.count).toBe(256);
    expect(lines).toEqual(["client rejected: too many connections without a config"]);
  });

  it("can be removed", async () => {
    const { arrivals, client } = await listening();
    await client();
    await vi.waitFor(() => expect(arrivals.count).toBe(1));
    expect(arrivals.clear()).toHaveLength(1);
    expect(arrivals.count).toBe(0);
  });
});

describe("a client arrives", () => {
  const rest = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i * i));
  const long = text(2, "description: d\n".repeat(100));
  const huge = text(2, "x".repeat(200_000));
  const query = Buffer.from([6, 0, 1, 0, 0, 0]);
  it.each([
    ["a name", configFile("default"), 1026],
    ["a text", long, long.length],
    ["an empty text", text(2, ""), 6],
    ["a long text, of which not all is waited for", huge, 2 ** 16],
    ["a query", query, 2],
    ["anything else", Buffer.from("GET / HTTP/1.1\r\n\r\n"), 2],
  ])("with %s, and its session gets every byte", async (_, config, needed) => {
    const { arrivals, arrived, client } = await listening();
    const socket = await client();
    const sent = Buffer.concat([config, rest]);
    for (let at = 0; at < needed - 1; at += 997) socket.write(sent.subarray(at, Math.min(at + 997, needed - 1)));
    await vi.waitFor(() => expect(arrivals.count).toBe(1));
    expect(arrived).toEqual([]);
    socket.end(sent.subarray(needed - 1));
    await vi.waitFor(() => expect(arrived).toHaveLength(1));
    expect(arrivals.count).toBe(0);
    expect(arrived[0]!.firstBytes.length).toBeLessThan(needed + 2048);
    expect((await readBySession(arrived[0]!)).equals(sent)).toBe(true);
  });

  it("with a part of a config, if it closes its side: its session reports that", async () => {
    const { arrived, client } = await listening();
    const socket = await client();
    socket.end(configFile("default").subarray(0, 100));
    await vi.waitFor(() => expect(arrived).toHaveLength(1));
    expect(await readBySession(arrived[0]!)).toEqual(configFile("default").subarray(0, 100));
  });

  it("and keeps the place of its connection", async () => {
    const { arrived, client } = await listening();
    const [first, second] = [await client(), await client()];
    second.write(configFile("b"));
    await vi.waitFor(() => expect(arrived).toHaveLength(1));
    first.write(configFile("a"));
    await vi.waitFor(() => expect(arrived).toHaveLength(2));
    expect(arrived.map(({ connection }) => connection)).toEqual([2, 1]);
  });
});
