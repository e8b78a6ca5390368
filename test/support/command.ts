import type { Command } from "commander";
import { vi } from "vitest";

/** What a command printed, and the exit status that it set. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Runs a command in this process, and collects its output. @throws what the command throws */
export async function runCommand(command: Command, ...args: string[]): Promise<Printed> {
  const printed = { stdout: "", stderr: "" };
  const into = (stream: keyof typeof printed, end: string) => (text: unknown) => {
    printed[stream] += `${text}${end}`;
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(into("stdout", "")),
    vi.spyOn(console, "log").mockImplementation(into("stdout", "\n")),
    vi.spyOn(console, "error").mockImplementation(into("stderr", "\n")),
  ];
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await command.parseAsync(args, { from: "user" });
    return { ...printed, status: Number(process.exitCode) };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
