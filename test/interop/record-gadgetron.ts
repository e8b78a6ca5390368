// Records the bytes of Gadgetron's client and Larmor's server into recorded/gadgetron, for the exchanges of
// gadgetron-exchanges.ts. Build first:
// npm run build && node --import jiti/register test/interop/record-gadgetron.ts <path of gadgetron_ismrmrd_client>
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeNoiseScan, writePhantom } from "../../src/simulator/index.ts";
import { gadgetronExchanges, gadgetronInputs } from "./gadgetron-exchanges.ts";

/** If both run on one machine, the client sometimes misses that it is connected, and gives up or hangs. */
const ATTEMPTS = 20;
const SECONDS = "20";

const [client] = process.argv.slice(2);
if (client === undefined) throw new Error("usage: record-gadgetron.ts <path of gadgetron_ismrmrd_client>");
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "larmor-gadgetron-"));
const file = (name: string) => join(folder, `${name}.h5`);

for (const [name, options] of Object.entries(gadgetronInputs)) await writePhantom(file(name), options);
await writeNoiseScan(file("noise"), gadgetronInputs.dependent);

const server = spawn(
  process.execPath,
  [here("../../dist/src/entries/main.js"), "serve", "-p", "0", "--json", "--noise-folder", join(folder, "kept")],
  { stdio: ["ignore", "pipe", "inherit"] },
);
const port = await new Promise<string>((resolve) => {
  server.stdout.on("data", (line: Buffer) => {
    const found = /listening on 127\.0\.0\.1:(\d+)/.exec(line.toString());
    if (found !== null) resolve(found[1]!);
  });
});
try {
  for (const { name, input, options } of gadgetronExchanges) {
    const sent = input === undefined ? [] : ["-f", file(input)];
    const given = options.map((option) => option.replace("{chains}", here("../gadgetron/chains")));
    const called = ["timeout", SECONDS, client];
    const command = [
      ...called,
      "-p",
      "{port}",
      "-t",
      "2000",
      ...sent,
      "-o",
      file(`${name}-results`),
      "-G",
      "g",
      ...given,
    ];
    const relay = ["--import", "jiti/register", here("record.ts"), `gadgetron/${name}`, `127.0.0.1:${port}`, "--"];
    for (let attempt = 1; ; attempt += 1) {
      const [status] = await once(spawn(process.execPath, [...relay, ...command], { stdio: "inherit" }), "exit");
      if (status === 0) break;
      if (attempt === ATTEMPTS) throw new Error(`${name}: the client fails`);
      rmSync(file(`${name}-results`), { force: true });
    }
  }
} finally {
  server.kill("SIGKILL");
  rmSync(folder, { recursive: true });
}
