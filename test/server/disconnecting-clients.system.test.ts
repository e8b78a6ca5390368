import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, serve } from "../support/cli.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const SIZE = 64;
const measurement = [configFile("default"), text(3, smallHeader(SIZE)), ...smallReadouts(40, SIZE), close];

describe("larmor serve, to a client that disconnects", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await serve("-v");
  });
  afterAll(() => void server.process.kill("SIGKILL"));

  const sessions = () => server.log().match(/"outcome"/g)?.length ?? 0;
  /** Runs one client. @returns the log of its session above level info, up to its end */
  async function logOf(client: (socket: Socket) => Promise<void>): Promise<{ level: number; msg: string }[]> {
    const before = server.log().length;
    const count = sessions();
    const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => {});
    await client(socket);
    await server.logged(new RegExp(`("outcome"[^]*){${count + 1}}`));
    const lines = server.log().slice(before).trim().split("\n");
    return lines.map((line) => JSON.parse(line) as { level: number; msg: string }).filter(({ level }) => level > 30);
  }
  const all = Buffer.concat(measurement);
  /** The only line about a client that disconnects early. */
  const left = /^session \d+ failed \[system\/E\w+\] after \d+\.\d s: the client disconnected; \d+ readouts? in, /;
  const written = (socket: Socket, bytes: Uint8Array) =>
    new Promise<void>((resolve) => socket.write(bytes, () => resolve()));

  it("right after CLOSE, without reading, logs no error", async () => {
    const entries = await logOf(async (socket) => {
      await written(socket, all);
      socket.destroy();
    });
    for (const { msg } of entries) expect(msg).toMatch(left);
  });

  it("during its data, by a reset, logs no internal error", async () => {
    const entries = await logOf(async (socket) => {
      await written(socket, all.subarray(0, all.length / 2));
      await server.logged(new RegExp(`(reconstruction starts[^]*){${sessions() + 1}}`)); // a client that is reset while queued has no session
      socket.resetAndDestroy();
    });
    // Which message depends on whether the system reports the reset before the end.
    const [last, ...others] = entries.toReversed();
    expect(last!.msg).toMatch(/^session \d+ failed \[(system\/E\w+|mrd\/truncated)\] after \d+\.\d s: /);
    for (const { msg } of others) expect(msg).toMatch(/^the stream ended inside message \d+ .*$/);
    expect(JSON.stringify(entries)).not.toMatch(/"stack"|node:/);
  });
});
