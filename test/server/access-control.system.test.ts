import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AccessControl } from "../../src/server/access/access-control.ts";
import { AllowList } from "../../src/server/access/allow/index.ts";
import { Rejections } from "../../src/server/access/rejections.ts";
import { serve } from "../support/cli.ts";
import { converse, oneImage, onlyImage } from "../support/converse.ts";

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});
async function started(...flags: string[]) {
  const server = await serve(...flags);
  running.push(server.process);
  return server;
}

describe("larmor serve --allow", () => {
  it("rejects other clients with the reason, logs it, and starts no process", async () => {
    const { port, log, logged } = await started("--allow", "10.0.0.0/8,192.168.1.1");
    const sent = oneImage(); // discarded, and the answer arrives all the same
    expect(await converse(port, sent)).toEqual([
      {
        kind: "text",
        text: "ERROR   this server does not accept connections from 127.0.0.1; its option --allow lists the permitted addresses [server/not-allowed]",
      },
      { kind: "close" },
    ]);
    await logged(/"peer":"127\.0\.0\.1","code":"server\/not-allowed"/);
    expect(log()).toMatch(
      /listening on 127\.0\.0\.1:\d+: clients of this machine only, restricted to 10\.0\.0\.0\/8, 192\.168\.1\.1/,
    );
    expect(log()).not.toContain("connection accepted");
  });

  it("serves listed clients", async () => {
    const { port } = await started("--allow", "10.0.0.0/8, localhost");
    onlyImage(await converse(port, oneImage()));
  });

  it("logs who can connect, and warns if everyone can", async () => {
    const { log, logged } = await started("-H", "127.0.0.1");
    await logged(/listening on 127\.0\.0\.1:\d+: clients of this machine only; -H 0\.0\.0\.0 for others/);
    expect(log()).not.toContain("anyone who reaches this port");
    expect(log().includes("running as root")).toBe(process.getuid?.() === 0);
  });
});

describe("AccessControl", () => {
  /** A client that never disconnects by itself. */
  class UnauthorizedClient extends EventEmitter {
    ended = "";
    reset = false;
    remoteAddress: string | undefined = "10.9.9.9";
    end(bytes: Buffer) {
      this.ended = bytes.toString("latin1");
    }
    resume() {}
    destroy() {
      this.emit("close");
    }
    resetAndDestroy() {
      this.reset = true;
      this.emit("close");
    }
  }
  const unauthorized = () => new UnauthorizedClient() as UnauthorizedClient & Socket;
  function createAccessControl() {
    const lines: Record<string, unknown>[] = [];
    const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
    const log = pino({}, { write });
    return { lines, accessControl: new AccessControl(new AllowList("10.0.0.1"), new Rejections(), log) };
  }

  it("informs a hundred clients at the same time, resets others, and logs one per second with the number of the others", () => {
    vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
    try {
      const { lines, accessControl } = createAccessControl();
      const flood = Array.from({ length: 500 }, unauthorized);
      for (const each of flood) expect(accessControl.admits(each)).toBe(false);
      expect(flood.filter(({ ended }) => ended.includes("does not accept connections from 10.9.9.9")).length).toBe(100);
      expect(flood.filter(({ reset }) => reset).length).toBe(400);
      expect(lines).toEqual([expect.objectContaining({ peer: "10.9.9.9", code: "server/not-allowed" })]);
      vi.advanceTimersByTime(6000); // longer than they may linger
      const next = unauthorized();
      accessControl.admits(next);
      expect(next.reset).toBe(false);
      expect(lines[1]).toMatchObject({ peer: "10.9.9.9", othersMeanwhile: 499 });
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not reveal the list", () => {
    const { accessControl } = createAccessControl();
    const one = unauthorized();
    accessControl.admits(one);
    expect(one.ended).not.toContain("10.0.0.1");
    one.destroy();
  });

  it("ignores a client that disconnected before its address was known", () => {
    const { accessControl, lines } = createAccessControl();
    const gone = unauthorized();
    gone.remoteAddress = undefined;
    expect(accessControl.admits(gone)).toBe(false);
    expect([gone.ended, lines]).toEqual(["", []]);
  });
});
