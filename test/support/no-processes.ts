import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";

// Set up before each file of the unit lane: starting a process fails there.
for (const name of ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"] as const) {
  childProcess[name] = (() => {
    throw new Error(`unit tests start no processes (${name}): name this file *.system.test.ts`);
  }) as never;
}
syncBuiltinESMExports();
