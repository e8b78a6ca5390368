import { MessageReader, type WireMessage } from "../../src/mrd/index.ts";

/** Declared errors. Any other error thrown within a step is a bug. */
const ownErrors: ReadonlySet<string> = new Set([
  "ArchiveError",
  "DicomError",
  "EpiError",
  "SenseError",
  "SourceError",
  "StorageError",
  "TrajectoryError",
  "UnfoldingError",
  "CalibrationError",
  "GadgetError",
  "MrdError",
  "NotPositiveDefiniteError",
]);

const levels = /^(INFO {4}|WARNING |ERROR {3})/;

/** What is wrong with a complete answer to a client; empty if it is correct. */
export function problemsOfAnswer(answer: readonly Uint8Array[]): string[] {
  const messages: WireMessage[] = [];
  try {
    const reader = new MessageReader({ maxMessageBytes: Number.MAX_SAFE_INTEGER });
    for (const chunk of answer) messages.push(...reader.push(chunk));
    reader.finish();
  } catch (error) {
    return [`the answer is not MRD: ${(error as Error).message}`];
  }
  const problems: string[] = [];
  const closes = messages.filter(({ kind }) => kind === "close").length;
  if (closes !== 1 || messages.at(-1)?.kind !== "close") problems.push("the answer does not end with one CLOSE");
  for (const message of messages) {
    if (message.kind !== "text") continue;
    if (!levels.test(message.text)) problems.push(`a text without a level: ${message.text}`);
    if (message.text.includes("internal error")) problems.push(message.text);
  }
  return problems;
}

/** Unexpected log entries of a session, given as lines of JSON. */
export function problemsOfLog(lines: readonly string[]): string[] {
  const problems: string[] = [];
  for (const line of lines) {
    const { msg, err } = JSON.parse(line) as { msg: string; err?: { type: string; message: string; stack: string } };
    if (msg === "internal error") problems.push(`internal error: ${err?.stack}`);
    if (msg === "error thrown by the step" && err && !ownErrors.has(err.type)) problems.push(`in a step: ${err.stack}`);
  }
  return problems;
}
