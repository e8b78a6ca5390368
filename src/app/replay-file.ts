import { closeSync, openSync, writeFileSync } from "node:fs";
import type { Logger } from "pino";
import { connect, replayBytes, type TimedBytes } from "../client/index.ts";
import { withPath } from "../files/index.ts";
import { Recording } from "../formats/pcapng/index.ts";
import { MessageReader } from "../mrd/index.ts";
import { counted } from "../text/index.ts";
import { Answer } from "./answer.ts";
import { logServerText } from "./logging/log-server-text.ts";
import { defaultGroup } from "./names.ts";
import { describeResults, ResultsFile } from "./results-file.ts";
import { Progress } from "./terminal/progress.ts";

export interface ReplayOptions {
  readonly address: string;
  readonly port: number;
  /** Factor by which it is faster than the recording. */
  readonly speed: number;
  /** File for the images; by default, they are not saved. */
  readonly outfile?: string;
  /** Default: date and time. */
  readonly outGroup?: string;
  /** Replace the group to write, if there is one of its name. */
  readonly overwrite?: boolean;
  /** File for all bytes that the server sends. */
  readonly outputBytes?: string;
  /** Only an answer that differs from the recording is a failure, whatever it says. */
  readonly check: boolean;
}

/**
 * Sends a recorded session to a server again, saves the answer, and compares it with the recorded one.
 * @returns number of failures: errors of the server and a missing CLOSE or, if `check` is set, a different answer
 * @throws StorageError for a recording that can't be read or results that can't be written; MrdError; Error without a
 * server
 */
export async function replayFile(path: string, options: ReplayOptions, log: Logger): Promise<number> {
  const recording = new Recording(path);
  const results =
    options.outfile === undefined
      ? undefined
      : await ResultsFile.at(options.outfile, {
          group: options.outGroup ?? defaultGroup(),
          overwrite: options.overwrite ?? false,
          header: headerOf(recording),
        });
  const output = options.outputBytes === undefined ? undefined : openSync(options.outputBytes, "w");
  try {
    const socket = await connect({ host: options.address, port: options.port });
    const [recorded, now] = [new Answer(), new Answer()];
    const pieces = sentByClient(recording, recorded);
    let errors = 0;
    const progress = new Progress({ label: "replaying" });
    const { closed } = await replayBytes(socket, pieces, options.speed, {
      onBytes: (bytes) => {
        now.take(bytes);
        if (output !== undefined) withPath(options.outputBytes!, () => writeFileSync(output, bytes));
      },
      onData: (message) => {
        results?.append(message);
        return results?.drained();
      },
      onText: (text, kind) => {
        errors += logServerText(log, text, kind);
      },
    }).finally(() => progress.stop());
    for (const _ of pieces); // those that were not sent because the server ended first
    const written = await results?.close({ evenIfEmpty: errors === 0 && closed });
    for (const line of written === undefined ? [] : describeResults(written)) log.info(line);
    const same = compare(now, recorded, recording, log);
    const failures = options.check ? Number(!same) : errors + Number(!closed);
    if (failures > 0 && !options.check) log.error(`failed: ${describeFailures(errors, closed)}`);
    if (failures > 0 && options.check) log.error("failed: the answer is not the recorded one");
    return failures;
  } finally {
    await results?.close({ evenIfEmpty: false });
    if (output !== undefined) closeSync(output);
  }
}

function describeFailures(errors: number, closed: boolean): string {
  if (!closed) return "the server ended the connection without CLOSE: the results may be incomplete";
  return `the server reported ${counted(errors, "error")}, see above`;
}

/** The bytes that the client sent. Bytes that the server sent are passed to `answer`. */
function* sentByClient(recording: Recording, answer: Answer): Generator<TimedBytes> {
  for (const packet of recording.packets()) {
    if (packet.direction === "received") yield packet;
    else answer.take(packet.data);
  }
}

/** The measurement's header, if the client sent one. */
function headerOf(recording: Recording): string | undefined {
  const reader = new MessageReader();
  for (const { direction, data } of recording.packets()) {
    if (direction === "sent") continue;
    try {
      for (const message of reader.push(data)) {
        if (message.kind === "header") return message.text;
        if (message.kind === "acquisition") return undefined;
      }
    } catch {
      return undefined; // the server will report what is wrong with it
    }
  }
  return undefined;
}

/** Logs whether the answer is the same as the recorded one. */
function compare(now: Answer, recorded: Answer, recording: Recording, log: Logger): boolean {
  if (recording.cutShort || !recorded.closed) {
    log.warn(
      `the recording is incomplete: its session was killed, or the disk was full; recorded: ${recorded.describe()}`,
    );
  }
  const same = now.equals(recorded);
  if (same) {
    log.info(`the answer is the same as recorded, byte for byte: ${now.describe()}`);
  } else {
    log.warn(`the answer differs from the recorded one: ${now.describe()}`);
    for (const line of now.differencesFrom(recorded)) log.warn(line);
  }
  return same;
}
