import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import type { SessionOptions } from "../../src/session/index.ts";
import { duplexPair } from "../support/duplex.ts";
import { serveSession } from "../support/session.ts";
import type { FuzzCase } from "./fuzz-case.ts";
import { problemsOfAnswer, problemsOfLog } from "./judge.ts";
import { play } from "./play.ts";

/**
 * Seconds of CPU time that a session may take: a header may require, for every combination of counters, k-space as
 * large as the limit, with lengths that have only slow transforms. Also the seconds to wait for its end on a busy
 * machine.
 */
const MOST_CPU_SECONDS = 60;
const MOST_SECONDS = 120;

/** Small, so that a header which requires the maximum does not keep the machine busy for long. */
export const fuzzLimits = { maxMessageBytes: 2 ** 22, maxTextBytes: 2 ** 18, maxBytes: 2 ** 22 };

/**
 * Runs a case with a session in this process.
 * @param saveFolder where sessions save incoming data
 * @returns the problems
 */
export async function runCase(fuzz: FuzzCase, saveFolder: string): Promise<string[]> {
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const saving: SessionOptions["saving"] = { folder: saveFolder, always: fuzz.saving, nameByProtocol: false };
  const cpu = process.cpuUsage();
  const [client, server] = duplexPair();
  const ended = serveSession(server, { limits: fuzzLimits, saving, log }).then(() => true);
  const answer = play(fuzz, client, () =>
    server.destroy(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })),
  );
  const inTime = await Promise.race([ended, pause(1000 * MOST_SECONDS, false, { ref: false })]);
  if (!inTime) return [`the session has not ended ${MOST_SECONDS} s after its client`];
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (user + system) / 1e6;
  return [
    ...(seconds > MOST_CPU_SECONDS ? [`the session computed for ${seconds} s`] : []),
    ...(fuzz.leaving === "ends" ? problemsOfAnswer(await answer) : []),
    ...problemsOfLog(lines),
  ];
}
