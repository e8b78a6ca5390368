import { sourceFormatOf } from "../../src/app/formats.ts";
import { isOwn } from "../../src/errors/index.ts";
import type { SourceMessage, SourceRemark } from "../../src/formats/source/index.ts";

/** What a reader makes of a file. */
export interface FileReading {
  /** Messages as bytes that can be compared. */
  readonly messages: readonly string[];
  readonly remarks: readonly SourceRemark[];
  /** The declared error with which it was refused. */
  readonly refusal: Error | undefined;
  /** What is wrong with that; empty if it is correct. */
  readonly issues: readonly string[];
}

/** Readouts and images of a file, at most: a damaged count must not keep the fuzzer busy. */
const MOST_MESSAGES = 10_000;
/** Time in which a small file is read or refused, in ms. */
const MOST_MS = 20_000;

/** Reads all measurements of a file, as `larmor convert` does. */
export async function readAll(path: string): Promise<FileReading> {
  const messages: string[] = [];
  const remarks: SourceRemark[] = [];
  const issues: string[] = [];
  let refusal: Error | undefined;
  const started = performance.now();
  try {
    const format = await sourceFormatOf(path);
    const sources = await format.open(path, { measurement: "all" });
    if (sources.length === 0) issues.push("it was opened, and has no measurement");
    try {
      for (const source of sources) {
        for (const message of source.messages()) {
          messages.push(digest(message));
          if (messages.length >= MOST_MESSAGES) break;
        }
        remarks.push(...source.remarks);
        if (source.remarks.some(({ text }) => text === "" || /undefined|NaN|\[object/.test(text)))
          issues.push(`a remark without sense: ${source.remarks.map(({ text }) => text).join("; ")}`);
      }
    } finally {
      for (const source of sources) source.close();
    }
  } catch (error) {
    refusal = error as Error;
    if (!isDeclared(error)) issues.push(`an error that is not declared: ${(error as Error).stack}`);
  }
  if (performance.now() - started > MOST_MS) issues.push("it took too long");
  return { messages, remarks, refusal, issues };
}

function isDeclared(error: unknown): boolean {
  return isOwn(error) && (error as Error).message !== "";
}

function digest(message: SourceMessage): string {
  const { header, data } = message;
  const samples = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
  return `${message.kind} ${"scanCounter" in header ? header.scanCounter : ""} ${samples}`;
}
