import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Spares } from "../../src/server/supervisor/standby-processes.ts";

interface Line {
  readonly reason: string;
  readonly pauseSeconds: number;
}

/** Spares that can't be started, and what they log. */
function failing() {
  const lines: Line[] = [];
  const failures: string[] = [];
  const spares = new Spares(
    {
      sessionModule: new URL("../support/traced-session.mjs", import.meta.url),
      sessionArguments: [],
      spares: 1,
      limits: { memoryMegabytes: 100, sessionSeconds: 0 },
      log: pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as Line) }),
    },
    { onChange: () => spares.refill(), onFailure: (reason) => failures.push(reason) },
  );
  return { spares, lines, failures };
}

/** Real time, which the clock of the test does not count, until a condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

describe("Spares", () => {
  const { execPath } = process;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    process.execPath = "/no/such/node";
  });
  afterEach(() => {
    vi.useRealTimers();
    process.execPath = execPath;
  });

  it("pauses twice as long after each process that does not come up, up to half a minute", async () => {
    const { spares, lines, failures } = failing();
    spares.refill();
    const pauses = [1, 2, 4, 8, 16, 30, 30];
    for (const [i, pauseSeconds] of pauses.entries()) {
      await until(() => lines.length > i);
      expect(lines[i]).toMatchObject({ pauseSeconds, reason: "spawn /no/such/node ENOENT" });
      vi.advanceTimersByTime(pauseSeconds * 1000 - 1);
      // Nothing that is asked of it meanwhile starts one.
      spares.refill();
      expect(vi.getTimerCount()).toBe(1);
      vi.advanceTimersByTime(1);
    }
    await until(() => lines.length > pauses.length);
    expect(failures).toHaveLength(pauses.length - 1);
    spares.stop();
  });

  it("tries again a second after the last failure for a client that comes", async () => {
    const { spares, lines } = failing();
    spares.refill();
    for (const pauseSeconds of [1, 2, 4]) {
      await until(() => lines.at(-1)?.pauseSeconds === pauseSeconds);
      vi.advanceTimersByTime(pauseSeconds * 1000);
    }
    await until(() => lines.at(-1)?.pauseSeconds === 8);
    vi.advanceTimersByTime(400);
    spares.hurry(3);
    vi.advanceTimersByTime(599);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    await until(() => lines.at(-1)?.pauseSeconds === 16);
    spares.stop();
  });
});
