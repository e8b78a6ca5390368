import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { cli, env } from "../support/cli.ts";
import { converse, oneImage } from "../support/converse.ts";
import { withReason } from "../support/peers.ts";
import { until } from "../support/processes.ts";
import { configFile } from "../support/wire-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-unread-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A pipe that is full. */
function fullPipe(): { descriptor: number; drain(): string } {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const all = (act: (piece: Buffer) => number) => {
    const done: Buffer[] = [];
    try {
      for (;;) {
        const piece = Buffer.alloc(1024);
        done.push(piece.subarray(0, act(piece)));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
    return Buffer.concat(done).toString("latin1");
  };
  all((piece) => writeSync(descriptor, piece));
  return { descriptor, drain: () => all((piece) => readSync(descriptor, piece)) };
}

const reason = process.platform === "win32" ? "this system is Windows" : undefined;
describe.skipIf(reason)(withReason("larmor serve, whose log is a pipe without a reader", reason), () => {
  it("serves clients, omits lines, and logs how many when the pipe is read", async () => {
    const { descriptor, drain } = fullPipe();
    const log = join(folder, "log");
    const args = ["serve", "-p", "0", "--json", "-l", log, "--max-sessions", "1"];
    const server = spawn(process.execPath, [cli, ...args], { env, stdio: ["ignore", descriptor, "ignore"] });
    onTestFinished(() => void server.kill("SIGKILL"));
    const logged = () => (existsSync(log) ? readFileSync(log, "utf8") : "");
    try {
      const listening = /listening on 127\.0\.0\.1:(\d+)/;
      await until(() => listening.test(logged()));
      const port = Number(listening.exec(logged())![1]);
      const first = connect({ port, host: "127.0.0.1" });
      await once(first, "connect");
      first.write(configFile("default"));
      // A line is logged for each: waiting a second per line would exceed the time limit of this test.
      const waiting: Socket[] = [];
      for (let i = 0; i < 40; i += 1) waiting.push(connect({ port, host: "127.0.0.1" }).on("error", () => {}));
      for (const socket of waiting) socket.write(configFile("default"));
      await until(() => logged().match(/client queued/g)?.length === 40);
      for (const socket of waiting) socket.resetAndDestroy();
      await until(() => logged().match(/queued client disconnected/g)?.length === 40);
      first.resetAndDestroy();

      drain();
      const answer = await converse(port, oneImage());
      expect(answer.map(({ kind }) => kind)).toEqual(["image", "close"]);
      const missing = /"msg":"(\d+) lines are missing here: they could not be written"/.exec(drain());
      expect(Number(missing?.[1])).toBeGreaterThan(80);
    } finally {
      closeSync(descriptor);
    }
  }, 60_000);
});
