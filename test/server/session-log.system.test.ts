import type { ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { serve } from "../support/cli.ts";
import { converse, oneImage, received } from "../support/converse.ts";
import { smallHeader, smallReadout } from "../support/small-measurement.ts";
import { configFile, text } from "../support/wire-bytes.ts";

let running: ChildProcess | undefined;
afterEach(() => running?.kill("SIGKILL"));

describe("the log of a server", () => {
  it("has the session's number in all its lines, whichever process writes them, and the code in those of errors", async () => {
    const { process: child, port, log, logged } = await serve("-v", "--threads", "2");
    running = child;
    await converse(port, oneImage());
    await converse(port, [configFile("no-such-chain"), text(3, smallHeader()), smallReadout(0)]);
    await converse(port, [Buffer.from([9, 9, 9, 9])]);
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    for (const piece of [configFile("default"), text(3, smallHeader()), smallReadout(0)]) socket.write(piece);
    await logged(/"session":4,[^\n]*reconstruction starts/);
    const [, pid] = await logged(/"session":4,[^\n]*"handedTo":(\d+)/);
    process.kill(Number(pid), "SIGKILL");
    await received(socket);
    socket.destroy();
    await logged(/"session":4,[^\n]*the session's process died/);
    const lines = log()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const sessions = lines.filter((line) => line.pid !== child.pid);
    expect(sessions.length).toBeGreaterThan(12);
    expect(sessions.filter((line) => typeof line.session !== "number")).toEqual([]);
    expect([...new Set(lines.flatMap((line) => line.session ?? []))]).toEqual([1, 2, 3, 4]);
    const errors = lines.filter((line) => (line.level as number) >= 50);
    expect(errors.map(({ session, code }) => [session, code])).toEqual([
      [2, "chain/unknown"],
      [2, "chain/unknown"], // the last line of the session
      [3, "mrd/unknown-message"],
      [3, "mrd/unknown-message"],
      [4, "server/process-died"],
    ]);
  });
});
