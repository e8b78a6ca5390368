import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { blocksOf, fileNameOf } from "../docs/blocks.ts";
import { cli, env, larmor } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-debugger-"));
const blocks = blocksOf(new URL("../../docs/authoring.md", import.meta.url));
const textOf = (file: string) => blocks.find((block) => fileNameOf(block) === file)!.text;
const launch = JSON.parse(blocks.find(({ text }) => text.includes('"configurations"'))!.text) as {
  readonly configurations: readonly { readonly program: string; readonly args: readonly string[] }[];
};

beforeAll(async () => {
  expect(await larmor(["phantom", "-m", "32", "-C", "-o", "phantom.h5"], folder)).toMatchObject({ status: 0 });
  mkdirSync(join(folder, "gadgets"));
  mkdirSync(join(folder, "pipelines"));
  writeFileSync(join(folder, "pipelines/hann.yaml"), textOf("pipelines/hann.yaml"));
  writeFileSync(join(folder, "gadgets/hann.cases.ts"), textOf("gadgets/hann.cases.ts"));
  writeFileSync(join(folder, "gadgets/hann.ts"), textOf("gadgets/hann.ts"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) process.kill(-child.pid!, "SIGKILL");
});

/** `node inspect`: starts the command with `--inspect-brk`, and debugs its main thread only. */
function inspect(...args: string[]) {
  const child = spawn(process.execPath, ["inspect", "--port=0", cli, ...args], {
    cwd: folder,
    env,
    detached: true, // as a group, it ends together with what it has started
    stdio: ["pipe", "pipe", "inherit"],
  });
  running.push(child);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  /** Resolves when what was printed since the last match matches. */
  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(output);
      if (match !== null) {
        output = output.slice(match.index + match[0].length);
        return match;
      }
      await once(child.stdout, "data");
    }
  };
  const enter = (command: string) => child.stdin.write(`${command}\n`);
  return { printed, enter };
}

it.each(launch.configurations.filter(({ args }) => args[0] !== "serve").map(({ args }) => [args]))(
  "stops in a gadget of `larmor %s`, and then goes on to the end",
  async (args) => {
    const { printed, enter } = inspect(...args);
    await printed(/Break on start/);
    enter("setBreakpoint('gadgets/hann.ts', 23)");
    await printed(/Warning: script .* was not loaded yet/);
    enter("cont");
    await printed(/break in gadgets\/hann\.ts:23/);
    enter("clearBreakpoint('gadgets/hann.ts', 23)");
    await printed(/debug> /);
    enter("cont");
    await printed(/Waiting for the debugger to disconnect/);
  },
);

it("serves clients while `larmor serve` is debugged, without a limit for a session that may be at a breakpoint", async () => {
  const [args] = launch.configurations.flatMap((each) => (each.args[0] === "serve" ? [each.args] : []));
  // Two seconds without a pause: a gadget that is not debugged would be ended after one.
  const pausing = textOf("gadgets/hann.ts").replace("const { imaging } = buffer;", "busy(); $&");
  const busy = "function busy() { for (const end = Date.now() + 2000; Date.now() < end; ); }";
  writeFileSync(join(folder, "gadgets/hann.ts"), `${pausing}\n${busy}\n`);
  const { printed, enter } = inspect(...args!, "-p", "0", "--hang-timeout", "1");
  await printed(/Break on start/);
  enter("cont");
  const [, port] = await printed(/listening on 127\.0\.0\.1:(\d+)/);
  await printed(/Debugger listening on ws:\/\/127\.0\.0\.1:\d+/); // that of a session's process
  expect(await larmor(["send", "phantom.h5", "-c", "hann", "-p", port!, "-o", "sent.h5"], folder)).toMatchObject({
    status: 0,
  });
});
