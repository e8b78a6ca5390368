import { MessageReader, type WireMessage } from "../../src/mrd/index.ts";

/** Errors that explain themselves. Another kind, thrown within a step, is a mistake of ours that nobody thought of. */
const ownErrors: ReadonlySet<string> = new Set(["GadgetError", "MrdError", "NotPositiveDefiniteError"]);

const levels = /^(INFO {4}|WARNING |ERROR {3})/;

/** What is wrong with an answer, to a client that reads it to its end; empty where it is as it must be. */
export function complaintsOfAnswer(answer: readonly Uint8Array[]): string[] {
  const messages: WireMessage[] = [];
  try {
    const reader = new MessageReader({ maxMessageBytes: Number.MAX_SAFE_INTEGER });
    for (const chunk of answer) messages.push(...reader.push(chunk));
    reader.finish();
  } catch (error) {
    return [`the answer is not MRD: ${(error as Error).message}`];
  }
  const complaints: string[] = [];
  const closes = messages.filter(({ kind }) => kind === "close").length;
  if (closes !== 1 || messages.at(-1)?.kind !== "close") complaints.push("the answer does not end with one CLOSE");
  for (const message of messages) {
    if (message.kind !== "text") continue;
    if (!levels.test(message.text)) complaints.push(`a text without a level: ${message.text}`);
    if (message.text.includes("internal error")) complaints.push(message.text);
  }
  return complaints;
}

/** What is wrong with what was logged of a session, as lines of JSON. */
export function complaintsOfLog(lines: readonly string[]): string[] {
  const complaints: string[] = [];
  for (const line of lines) {
    const { msg, err } = JSON.parse(line) as { msg: string; err?: { type: string; message: string; stack: string } };
    if (msg === "internal error") complaints.push(`internal error: ${err?.stack}`);
    if (msg === "error thrown by the step" && err && !ownErrors.has(err.type))
      complaints.push(`in a step: ${err.stack}`);
  }
  return complaints;
}
