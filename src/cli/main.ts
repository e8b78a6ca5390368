#!/usr/bin/env node
import { Command } from "commander";
import { demo } from "./commands/demo.ts";
import { info } from "./commands/info.ts";
import { phantom } from "./commands/phantom.ts";
import { png } from "./commands/png.ts";
import { run } from "./commands/run.ts";
import { send } from "./commands/send.ts";
import { serve } from "./commands/serve.ts";
import { version } from "./package-root.ts";

const program = new Command("larmor")
  .description("Reconstructs magnetic-resonance images while the scanner is still sending.")
  .version(version)
  .addCommand(serve)
  .addCommand(send)
  .addCommand(run)
  .addCommand(phantom)
  .addCommand(info)
  .addCommand(png)
  .addCommand(demo);

try {
  await program.parseAsync();
} catch (error) {
  console.error(`larmor: ${(error as Error).message}`);
  process.exitCode = 1;
}
