// Records the bytes of FIRE's client and server into recorded/fire, for the exchanges of fire-exchanges.ts. FIRE must
// be able to run:
// node --import jiti/register test/interop/record-fire.ts <folder of FIRE> [its python, default /usr/bin/python3]
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type FireExchange, fireExchanges } from "./fire-exchanges.ts";
import { fireInputs } from "./fire-inputs.ts";

const [fire, python = "/usr/bin/python3"] = process.argv.slice(2);
if (fire === undefined) throw new Error("usage: record-fire.ts <folder of FIRE> [python]");
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "larmor-fire-"));
const running: ChildProcess[] = [];

/** Runs a server on a free port. @returns its address, when it listens */
async function started(command: string, args: (port: string) => string[]): Promise<string> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const server = spawn(command, args(String(port)), { stdio: "ignore" });
  running.push(server);
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const listens = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (listens) return `127.0.0.1:${port}`;
    if (server.exitCode !== null) throw new Error(`${command} ended with ${server.exitCode}`);
    await pause(100);
  }
}

/** The client's options for a config; parameters are in <config>.json, in the folder that the client runs in. */
function prepared({ config, parameters, waveforms }: FireExchange, own: string): string[] {
  const name = config !== undefined && "name" in config ? config.name : undefined;
  if (parameters !== undefined) {
    writeFileSync(join(own, `${name ?? "invertcontrast"}.json`), JSON.stringify({ parameters }));
  }
  const common = waveforms === true ? ["-w"] : [];
  if (config === undefined) return common;
  if ("name" in config) return [...common, "-c", config.name];
  writeFileSync(join(own, "chain"), config.text);
  return [...common, "-C", "chain"];
}

try {
  const larmor = here("../../dist/src/entries/main.js");
  const servers = {
    fire: await started(python, (port) => [join(fire, "main.py"), "-H", "127.0.0.1", "-p", port, "-S", folder]),
    larmor: await started(process.execPath, (port) => [larmor, "serve", "-p", port]),
  };
  const recorder = ["--import", here("../../node_modules/jiti/lib/jiti-register.mjs"), here("./record.ts")];
  for (const [name, write] of Object.entries(fireInputs)) await write(join(folder, `${name}.h5`));
  for (const exchange of fireExchanges) {
    const own = mkdtempSync(join(folder, "run-"));
    const options = ["-p", "{port}", "-o", "out.h5", "-G", "results", ...prepared(exchange, own)];
    const client = [python, join(fire, "client.py"), join(folder, `${exchange.input}.h5`), ...options];
    const run = spawn(process.execPath, [...recorder, exchange.name, servers[exchange.server], "--", ...client], {
      cwd: own,
      stdio: ["ignore", "inherit", "ignore"],
    });
    if ((await once(run, "exit"))[0] !== 0) throw new Error(`recording ${exchange.name} failed`);
  }
} finally {
  for (const server of running) server.kill("SIGTERM");
  rmSync(folder, { recursive: true });
}
