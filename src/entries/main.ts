#!/usr/bin/env node
import "../app/no-debugger.ts";
import { Command } from "commander";
import { version } from "../app/package-root.ts";
import { withoutShortEquals } from "../cli/arguments.ts";
import { commands } from "../cli/commands/index.ts";
import { describeFailure, exitsWithTwo } from "../cli/exit-status.ts";

const program = new Command("larmor")
  .description("Reconstructs magnetic-resonance images while the scanner is still sending.")
  .version(version);
const called = process.argv[2] ?? "";
const asksForVersion = called === "-V" || called === "--version";
const loaded = Object.hasOwn(commands, called) ? [called] : asksForVersion ? [] : Object.keys(commands);
for (const name of loaded) program.addCommand(await commands[name]!());
exitsWithTwo(program);

// The reader of the output may have closed it, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  console.error(describeFailure(Object.assign(error, { path: "standard output" })));
  process.exit(1);
});

try {
  await program.parseAsync(withoutShortEquals(process.argv));
} catch (error) {
  console.error(describeFailure(error));
  process.exitCode = 1;
}
