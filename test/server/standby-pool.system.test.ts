import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { StandbyPool } from "../../src/server/supervisor/standby-pool.ts";

interface Line {
  readonly reason: string;
  readonly pauseSeconds: number;
}

/** A pool whose processes can't be started, and what it logs. */
function failing() {
  const lines: Line[] = [];
  const failures: string[] = [];
  const pool = new StandbyPool(
    {
      sessionModule: new URL("../support/traced-session.mjs", import.meta.url),
      sessionArguments: [],
      standby: 1,
      maxSessions: 1,
      limits: { memoryMegabytes: 100, sessionSeconds: 0 },
      log: pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as Line) }),
    },
    { onChange: () => pool.refill(), onFailure: (reason) => failures.push(reason) },
  );
  return { pool, lines, failures };
}

/** Waits in real time, independent of the test's clock, until a condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

describe("StandbyPool", () => {
  const { execPath } = process;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    process.execPath = "/no/such/node";
  });
  afterEach(() => {
    vi.useRealTimers();
    process.execPath = execPath;
  });

  it("pauses twice as long after each process that does not start, up to half a minute", async () => {
    const { pool, lines, failures } = failing();
    pool.refill();
    const pauses = [1, 2, 4, 8, 16, 30, 30];
    for (const [i, pauseSeconds] of pauses.entries()) {
      await until(() => lines.length > i);
      expect(lines[i]).toMatchObject({ pauseSeconds, reason: "spawn /no/such/node ENOENT" });
      vi.advanceTimersByTime(pauseSeconds * 1000 - 1);
      // During the pause, no call starts a process.
      pool.refill();
      expect(vi.getTimerCount()).toBe(1);
      vi.advanceTimersByTime(1);
    }
    await until(() => lines.length > pauses.length);
    expect(failures).toHaveLength(pauses.length - 1);
    pool.stop();
  });

  it("tries again a second after the last failure if a client connects", async () => {
    const { pool, lines } = failing();
    pool.refill();
    for (const pauseSeconds of [1, 2, 4]) {
      await until(() => lines.at(-1)?.pauseSeconds === pauseSeconds);
      vi.advanceTimersByTime(pauseSeconds * 1000);
    }
    await until(() => lines.at(-1)?.pauseSeconds === 8);
    vi.advanceTimersByTime(400);
    pool.startFor(3);
    vi.advanceTimersByTime(599);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    await until(() => lines.at(-1)?.pauseSeconds === 16);
    pool.stop();
  });
});
