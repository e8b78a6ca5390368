import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { describeEnd, Workplace } from "../../src/processes/index.ts";
import { isRunning, until } from "../support/processes.ts";

/** A shell that starts another program, prints its id, and ends neither by itself nor on SIGTERM. */
const STUBBORN = ["sh", "-c", 'trap "" TERM; sleep 1000 & echo $! >&2; while :; do sleep 1; done'];

const open: Workplace[] = [];
afterEach(() => {
  for (const workplace of open.splice(0)) workplace.close();
});
async function workplace(): Promise<Workplace> {
  const made = await Workplace.open();
  open.push(made);
  return made;
}

describe("a program in its workplace", () => {
  it("runs in a private folder, accessible to this user only", async () => {
    const place = await workplace();
    const program = await place.start(["sh", "-c", "pwd; stat -c %a ."], { piped: true });
    expect(await text(program.output)).toBe(`${place.folder}\n700\n`);
  });

  it("gives access to its standard input and output if they are piped", async () => {
    const program = await (await workplace()).start(["cat"], { piped: true });
    program.input.end("to and fro");
    expect(await text(program.output)).toBe("to and fro");
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });

  it("gets its arguments unchanged, without shell expansion", async () => {
    const program = await (await workplace()).start(["printf", "%s|", "$HOME", "a b", "*"], { piped: true });
    expect(await text(program.output)).toBe("$HOME|a b|*|");
  });

  it("reports its lines as they are printed, and keeps the last ten without colours", async () => {
    const lines: string[] = [];
    const script = "for i in 1 2 3 4 5 6 7 8 9 10 11; do echo line $i; done; printf '\\033[31mred\\033[0m' >&2; exit 3";
    const program = await (await workplace()).start(["sh", "-c", script], { onLine: (line) => lines.push(line) });
    const exit = await program.ended;
    expect(lines).toHaveLength(11);
    const last = Array.from({ length: 10 }, (_, i) => `line ${i + 2}`);
    expect(describeEnd(exit, program.lastLines)).toBe(
      ["ended with exit code 3; its last lines:", ...last, "red"].join("\n"),
    );
  });

  it("keeps only a part of an endless line", async () => {
    const lines: string[] = [];
    const script = "head -c 1000000 /dev/zero | tr '\\0' x";
    const program = await (await workplace()).start(["sh", "-c", script], { onLine: (line) => lines.push(line) });
    await program.ended;
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join("").length + program.lastLines.length).toBeGreaterThanOrEqual(1_000_000);
  });

  it.each([
    ["no-such-program", "'no-such-program' can't be started: there is no such program, by that path or on the PATH"],
    ["/dev/null", "'/dev/null' can't be started: it is not executable"],
    ["", "there is no program to start: the command is empty"],
  ])("that can't be started is an error: '%s'", async (name, message) => {
    await expect((await workplace()).start([name])).rejects.toThrow(message);
  });

  it("ends with all processes that it has started, even stubborn ones, and its folder is removed", async () => {
    const place = await workplace();
    const program = await place.start(STUBBORN);
    await until(() => /\d+\n?/.test(program.lastLines));
    const started = Number(program.lastLines);
    expect([program.id, started].map(isRunning)).toEqual([true, true]);
    writeFileSync(join(place.folder, "file"), "");
    place.close();
    expect(await program.ended).toMatchObject({ signal: "SIGKILL" });
    await until(() => !isRunning(started) && !existsSync(place.folder));
  });

  it("may finish if the workplace is closed patiently", async () => {
    const place = await workplace();
    const program = await place.start(["sh", "-c", "sleep 0.3; echo done >&2"]);
    place.close({ patiently: true });
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.lastLines).toBe("done");
  });

  it("ends together with the processes that it has started", async () => {
    const program = await (await workplace()).start(["sh", "-c", "sleep 1000 & echo $! >&2"]);
    await program.ended;
    await until(() => !isRunning(Number(program.lastLines)));
  });

  it("ends when its owner is killed, and its folder is removed", async () => {
    const child = fork(fileURLToPath(new URL("dying-owner.process.ts", import.meta.url)), {
      execArgv: ["--import", "jiti/register"],
    });
    const [{ folder, id }] = (await once(child, "message")) as [{ folder: string; id: number }];
    expect([isRunning(id), readdirSync(folder)]).toEqual([true, []]);
    child.kill("SIGKILL");
    await until(() => !isRunning(id) && !existsSync(folder));
  });
});
