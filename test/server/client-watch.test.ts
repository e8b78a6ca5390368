import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClientWatch } from "../../src/server/supervisor/client-watch.ts";
import { connectionOf, hasNoAnswer } from "../../src/server/supervisor/tcp-table.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

/** A watched session. `answers`: whether its process answers; `lost`: whether writing shows that the client is gone. */
function watched() {
  const session = { answers: true, lost: false, kills: 0, sent: [] as string[], keepAliveMs: [] as number[] };
  const child = Object.assign(new EventEmitter(), {
    connected: true,
    send(message: string) {
      session.sent.push(message);
      if (message === "are-you-alive" && session.answers) child.emit("message", "alive");
    },
  });
  const socket = {
    destroyed: false,
    setKeepAlive: (_: boolean, delayMs: number) => void session.keepAliveMs.push(delayMs),
    write() {
      this.destroyed ||= session.lost;
    },
  };
  const watch = new ClientWatch(() => {
    session.kills += 1;
    child.emit("exit");
  });
  watch.watch(child as unknown as ChildProcess, socket as unknown as Socket);
  return { session, child };
}

const disconnects = (sent: readonly string[]) => sent.filter((message) => message === "client-disconnected").length;

describe("the watch of a session's client", () => {
  it("lets the system check the client each second only while the process gives no sign of life", () => {
    const { session, child } = watched();
    vi.advanceTimersByTime(4000);
    expect(new Set(session.keepAliveMs)).toEqual(new Set([60_000]));
    session.answers = false;
    vi.advanceTimersByTime(10_000);
    expect(session.keepAliveMs.at(-1)).toBe(1000);
    // The process is asked once, however long it takes.
    expect(session.sent).toHaveLength(5);
    session.answers = true;
    child.emit("message", "alive");
    vi.advanceTimersByTime(1000);
    expect(session.keepAliveMs.at(-1)).toBe(60_000);
    expect(disconnects(session.sent)).toBe(0);
  });

  it.each([true, false])("asks the session of a lost client to end, and then kills it (answers: %s)", (answers) => {
    const { session } = watched();
    session.answers = answers;
    vi.advanceTimersByTime(5000);
    session.lost = true;
    vi.advanceTimersByTime(2000);
    expect([disconnects(session.sent), session.kills]).toEqual([1, 0]);
    vi.advanceTimersByTime(60_000);
    expect([disconnects(session.sent), session.kills]).toEqual([1, 1]);
  });

  it("never ends the session of a client that may still wait, whatever its process does", () => {
    const { session } = watched();
    session.answers = false;
    vi.advanceTimersByTime(86_400_000);
    expect([disconnects(session.sent), session.kills]).toEqual([0, 0]);
  });
});

describe("a connection in the system's table", () => {
  // State 08 is CLOSE_WAIT: the client has closed its side. Recorded on Linux 6.18.
  const row = (timer: string, retransmissions: string, probes: number) =>
    `   2: 01004D0A:1F90 02004D0A:B2B0 08 000003E8:00000006 ${timer}:00000014 ${retransmissions}     0        ${probes} 41519 2 0 20 4 0 10 -1`;

  it.each([
    ["half-closed, and answers", row("02", "00000000", 0), false],
    ["half-closed, and was asked for a sign of life, which the system counts itself", row("02", "00000000", 9), false],
    ["a packet or two were lost", row("01", "00000002", 0), false],
    ["data are not acknowledged", row("01", "0000000A", 1), true],
    ["accepts no more, and answers", row("04", "00000000", 0), false],
    ["accepts no more, and does not answer", row("04", "00000000", 3), true],
  ])("%s", (_, line, expected) => {
    expect(hasNoAnswer(connectionOf(line))).toBe(expected);
    expect(connectionOf(line)).toMatchObject({ local: "01004D0A:1F90", remote: "02004D0A:B2B0", inode: "41519" });
  });
});
