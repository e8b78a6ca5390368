import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, serve } from "../support/cli.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const SIZE = 64;
const measurement = [configFile("default"), text(3, smallHeader(SIZE)), ...smallReadouts(40, SIZE), close];

describe("larmor serve, to a client that vanishes", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await serve("-v");
  });
  afterAll(() => void server.process.kill("SIGKILL"));

  const sessions = () => server.log().match(/session closed/g)?.length ?? 0;
  /** Runs one client, and returns what the server logged of its session, worse than information, until that had closed. */
  async function logOf(client: (socket: Socket) => Promise<void>): Promise<{ level: number; msg: string }[]> {
    const before = server.log().length;
    const count = sessions();
    const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => {});
    await client(socket);
    await server.logged(new RegExp(`(session closed[^]*){${count + 1}}`));
    const lines = server.log().slice(before).trim().split("\n");
    return lines.map((line) => JSON.parse(line) as { level: number; msg: string }).filter(({ level }) => level > 30);
  }
  const all = Buffer.concat(measurement);
  const written = (socket: Socket, bytes: Uint8Array) =>
    new Promise<void>((resolve) => socket.write(bytes, () => resolve()));

  it("right after CLOSE, with nothing read, takes it as no error", async () => {
    const complaints = await logOf(async (socket) => {
      await written(socket, all);
      socket.destroy();
    });
    expect(complaints.filter(({ msg }) => msg !== "client disconnected")).toEqual([]);
  });

  it("amid its data, by a reset, takes it as no error of its own", async () => {
    const complaints = await logOf(async (socket) => {
      await written(socket, all.subarray(0, all.length / 2));
      await server.logged(new RegExp(`(reconstruction starts[^]*){${sessions() + 1}}`)); // who is reset while it waits has no session
      socket.resetAndDestroy();
    });
    // Which of them depends on whether the system reports the reset before the end.
    for (const { msg } of complaints)
      expect(msg).toMatch(/^(client disconnected|the stream ended inside message \d+ .*)$/);
    expect(complaints).toHaveLength(1);
  });
});
