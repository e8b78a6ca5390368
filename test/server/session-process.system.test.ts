import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { SessionProcess } from "../../src/server/supervisor/session-process.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-standby-"));
afterAll(() => rmSync(folder, { recursive: true }));

function started(script: string, startLimitMs = 20_000): SessionProcess {
  const path = join(folder, "session.mjs");
  writeFileSync(path, script);
  const limits = { memoryMegabytes: 100, sessionSeconds: 0 };
  const log = pino({ level: "silent" });
  const options = { sessionModule: pathToFileURL(path), sessionArguments: [], startLimitMs, limits, log };
  return new SessionProcess(options);
}

it("is ready with its first message, and says how it exited after that", async () => {
  const process = started(`process.send("ready"); process.on("message", () => process.exit(3));`);
  await process.ready;
  expect(process.isReady).toBe(true);
  process.child!.send("exit");
  expect(await process.exited).toBe("it ended with exit code 3 while on standby");
});

it("says how it exited before it was ready", async () => {
  const process = started("process.exit(2)");
  expect(await process.exited).toBe("it ended with exit code 2 before it was ready");
  expect(process.isReady).toBe(false);
});

it("is killed if it is not ready in time", async () => {
  const process = started("setInterval(() => {}, 1000)", 300);
  const exit = new Promise((resolve) => process.child!.once("exit", (_, signal) => resolve(signal)));
  expect(await process.exited).toBe("it was not ready after 0.3 s");
  expect(await exit).toBe("SIGKILL");
});
