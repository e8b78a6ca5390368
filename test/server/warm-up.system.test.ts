import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { larmor, type RunningServer, serve } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-warm-up-"));
let server: RunningServer | undefined;
afterAll(() => {
  server?.process.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

it("the warm-up does not run third-party chains that replace built-in ones", async () => {
  const [chains, taps] = [join(folder, "chains"), join(folder, "taps")];
  for (const each of [chains, taps]) mkdirSync(each);
  for (const name of ["default", "cartesian"]) {
    const text =
      "description: d\nchain: [tap: seen, remove-oversampling, accumulate, to-buffer, simple-recon, extract]\n";
    writeFileSync(join(chains, `${name}.yaml`), text);
  }
  server = await serve("--pipelines", chains, "--taps", taps, "--http", "127.0.0.1:0");
  const [, base] = await server.logged(/(http:\/\/127\.0\.0\.1:\d+)/);
  await vi.waitFor(async () => expect((await fetch(`${base}/readyz`)).status).toBe(200), 20_000);
  expect(readdirSync(taps)).toEqual([]);

  await larmor(["phantom", "-m", "16", "-c", "2", "-o", "scan.h5"], folder);
  const sent = await larmor(["send", "scan.h5", "-p", String(server.port), "-c", "default", "-o", "out.h5"], folder);
  expect(sent).toMatchObject({ status: 0 });
  expect(readdirSync(taps)).toHaveLength(1);
});
