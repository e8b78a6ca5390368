import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import type { SessionOptions } from "../../src/session/index.ts";
import { duplexPair } from "../support/duplex.ts";
import { serveSession } from "../support/session.ts";
import type { FuzzCase } from "./fuzz-case.ts";
import { complaintsOfAnswer, complaintsOfLog } from "./judge.ts";
import { play } from "./play.ts";

/**
 * Seconds of computing that a session may take: a header may ask, for every combination of counters, for k-space as large as the
 * limit, of lengths that only slow transforms know. And of waiting for it to end on a machine that has other work.
 */
const MOST_CPU_SECONDS = 60;
const MOST_SECONDS = 120;

/** Small, so that a header which asks for the largest does not keep the machine busy for long. */
export const fuzzLimits = { maxMessageBytes: 2 ** 22, maxTextBytes: 2 ** 18, maxBytes: 2 ** 22 };

/**
 * Plays a case to a session of this process.
 * @param saveFolder where sessions save what comes
 * @returns what is wrong with how that went
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
    ...(fuzz.leaving === "ends" ? complaintsOfAnswer(await answer) : []),
    ...complaintsOfLog(lines),
  ];
}
