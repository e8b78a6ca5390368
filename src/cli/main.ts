#!/usr/bin/env node
import { Command } from "commander";
import { withoutShortEquals } from "./arguments.ts";
import { version } from "./package-root.ts";

/** Each is loaded when it is called, all for the help: what the others need would keep a command waiting. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve.ts")).serve,
  send: async () => (await import("./commands/send.ts")).send,
  replay: async () => (await import("./commands/replay.ts")).replay,
  run: async () => (await import("./commands/run.ts")).run,
  phantom: async () => (await import("./commands/phantom.ts")).phantom,
  info: async () => (await import("./commands/info.ts")).info,
  png: async () => (await import("./commands/png.ts")).png,
  translate: async () => (await import("./commands/translate.ts")).translate,
  demo: async () => (await import("./commands/demo.ts")).demo,
};

const program = new Command("larmor")
  .description("Reconstructs magnetic-resonance images while the scanner is still sending.")
  .version(version);
const called = process.argv[2] ?? "";
const wanted = Object.hasOwn(commands, called) ? [called] : Object.keys(commands);
for (const name of wanted) program.addCommand(await commands[name]!());

try {
  await program.parseAsync(withoutShortEquals(process.argv));
} catch (error) {
  console.error(`larmor: ${(error as Error).message}`);
  process.exitCode = 1;
}
