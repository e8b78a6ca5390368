#!/usr/bin/env node
import { Command } from "commander";
import { run } from "./commands/run.ts";
import { send } from "./commands/send.ts";
import { serve } from "./commands/serve.ts";
import { version } from "./composition.ts";

const program = new Command("larmor")
  .description("Reconstructs magnetic-resonance images while the scanner is still sending.")
  .version(version)
  .addCommand(serve)
  .addCommand(send)
  .addCommand(run);

try {
  await program.parseAsync();
} catch (error) {
  console.error(`larmor: ${(error as Error).message}`);
  process.exitCode = 1;
}
