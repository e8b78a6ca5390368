import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { type ProcessLimits, ProcessWatch } from "../../src/server/supervisor/process-watch.ts";

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** Watches a process that takes the resource `what`. @returns why it died */
async function reasonFor(what: string, limits: Partial<ProcessLimits>, execArgv: string[] = []): Promise<string> {
  const module = new URL("../support/greedy-process.mjs", import.meta.url);
  const child = fork(module, [what], { execArgv, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  running.push(child);
  const watch = new ProcessWatch({ memoryMegabytes: 4000, sessionSeconds: 0, ...limits }, 0);
  watch.watch(child);
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return watch.reason(child, code, signal).reason;
}

describe("ProcessWatch", () => {
  it("kills a process that exceeds its memory limit, and names the option that raises the limit", async () => {
    expect(await reasonFor("memory", { memoryMegabytes: 300 })).toMatch(
      /^the session took \d+ MB of memory; the limit is 300 MB, which the server's --session-memory raises$/,
    );
  });

  it("counts the memory of the programs that it has started", async () => {
    expect(await reasonFor("program", { memoryMegabytes: 300 })).toMatch(
      /^the session took \d+ MB of memory, [2-9]\d\d MB of it in its programs; the limit is 300 MB/,
    );
  });

  it("reports the same if the heap is full", async () => {
    expect(await reasonFor("heap", {}, ["--max-old-space-size=50"])).toMatch(
      /^the session died of signal SIG(ABRT|TRAP); the limit is 4000 MB, which the server's --session-memory raises$/,
    );
  });

  it("kills a process that hangs in a loop when its time is over", async () => {
    expect(await reasonFor("time", { sessionSeconds: 1 })).toBe(
      "the session took longer than 1 s, and did not end when requested",
    );
  });

  it("lets a process within its limits end by itself", async () => {
    expect(await reasonFor("little", { memoryMegabytes: 500 })).toBe("the session's process died (exit code 3)");
  });
});
