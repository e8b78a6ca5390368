import type { ChildProcess } from "node:child_process";
import { writeSync } from "node:fs";
import { PassThrough } from "node:stream";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { forwardOutput } from "../../src/server/supervisor/unexpected-output.ts";

/** Bytes that the next writes accept, or their error; without an entry, all bytes. */
const outcomes = vi.hoisted(() => [] as (number | string)[]);
vi.mock("node:fs", async (original) => ({
  ...(await original<typeof import("node:fs")>()),
  writeSync: vi.fn((_descriptor: number, bytes: Uint8Array) => {
    const outcome = outcomes.shift() ?? bytes.length;
    if (typeof outcome === "string") throw Object.assign(new Error(outcome), { code: outcome });
    return outcome;
  }),
}));

it("forwards the output of a session's process, and logs how much was lost", async () => {
  const lines: { lost: number; process: number }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const child = { pid: 77, stdout: new PassThrough(), stderr: new PassThrough() };
  forwardOutput(child as unknown as ChildProcess, log);
  const printed = async (stream: PassThrough, text: string) => {
    stream.write(text);
    await new Promise(setImmediate);
  };
  await printed(child.stdout, "hello\n");
  await printed(child.stderr, "final line\n");
  outcomes.push(4, "EAGAIN");
  await printed(child.stderr, "cut off\n");
  await printed(child.stdout, "in vain\n");
  const written = vi.mocked(writeSync).mock.calls.map(([descriptor, bytes]) => [descriptor, String(bytes)]);
  expect(written.slice(0, 2)).toEqual([
    [1, "hello\n"],
    [2, "final line\n"],
  ]);
  expect(lines).toMatchObject([
    { process: 77, lost: 4 },
    { process: 77, lost: 8 },
  ]);
});
