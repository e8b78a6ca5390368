import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { larmor, serve } from "../support/cli.ts";
import { skipReason, withReason } from "../support/peers.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-with-readouts-"));
const noTool = skipReason("ismrmrd_recon_cartesian_2d");
const leftOut = "2 images in the group of the readouts are left out: ";

// ISMRMRD's tool stores its images in the group of the readouts, so that both are in one group ever after.
beforeAll(async () => {
  await larmor(["phantom", "-m", "32", "-c", "2", "-r", "2", "-o", "scan.h5"], folder);
  if (noTool !== undefined) return;
  for (let i = 0; i < 2; i += 1)
    execFileSync("ismrmrd_recon_cartesian_2d", ["scan.h5"], { cwd: folder, stdio: "ignore" });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(noTool)(withReason("a file with images next to the readouts that they are of", noTool), () => {
  it("is reconstructed and explained as if they were not there", async () => {
    const { status, stdout } = await larmor(["run", "scan.h5", "-c", "default", "-o", "run.h5"], folder);
    expect(stdout).toContain(`${leftOut}the chain takes readouts`);
    expect(stdout).toMatch(/\b2 images in series image_0\n/);
    expect(status).toBe(0);
    const explained = await larmor(["explain", "default", "scan.h5"], folder);
    expect(explained.stdout).toContain("\n  series 0: 2 × magnitude, 32 × 32 × 1, 1 channel, float\n");
    expect(explained.status).toBe(0);
  });

  it("is sent without them, or with them if that is requested", async () => {
    const server = await serve("--threads", "1");
    try {
      const send = ["send", "scan.h5", "-p", String(server.port), "-c", "default"];
      const sent = await larmor([...send, "-o", "sent.h5"], folder);
      expect(sent.stdout).toContain(`${leftOut}--send-images sends them`);
      expect(sent.stdout).toContain("sending 64 readouts to chain 'default'");
      expect(sent.status).toBe(0);
      const both = await larmor([...send, "--send-images", "-o", "both.h5"], folder);
      expect(both.stdout).toContain("sending 64 readouts and 2 images to chain 'default'");
      expect(both.stdout + both.stderr).toMatch(/chain default accepts acquisitions and waveforms; it received images/);
      expect(both.status).toBe(1);
    } finally {
      server.process.kill("SIGTERM");
    }
  });

  it("gives both to a chain that takes both", async () => {
    const { status, stdout } = await larmor(["run", "scan.h5", "-c", "null", "-o", "both-run.h5"], folder);
    expect(stdout).not.toContain("left out");
    expect(status).toBe(0);
  });
});
