import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cli, env, larmor } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-status-"));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "bad.yaml"), "description: d\nchain: [no-such-step]");

describe("the exit status of a command", () => {
  it.each<[number, string, RegExp]>([
    [0, "--help", /^$/],
    [0, "errors mrd/truncated", /^$/],
    [1, "info none.h5", /^larmor: there is no file none\.h5 \[storage\/not-found\]\n$/],
    [1, "check bad.yaml", /^$/],
    [1, "run none.h5 -c no-such-chain", /^larmor: there is no chain 'no-such-chain'.* \[chain\/unknown\]\n$/],
    [2, "", /^Usage: larmor/],
    [2, "serv", /unknown command 'serv'/],
    [2, "serve --prot 1", /unknown option '--prot'/],
    [2, "serve --allow 10.0.0.0/33", /'10\.0\.0\.0\/33' is not a network/],
    [2, "info", /missing required argument/],
    [2, "new gadget", /missing required argument/],
  ])("is %d for larmor %s", async (status, args, stderr) => {
    const outcome = await larmor(args.split(" ").filter(Boolean), folder);
    expect({ status: outcome.status, stderr: outcome.stderr }).toEqual({
      status,
      stderr: expect.stringMatching(stderr),
    });
  });

  it("is that of the signal for a command that is ended by one", async () => {
    const child = spawn(process.execPath, [cli, "serve", "-p", "0"], { env, stdio: ["ignore", "pipe", "ignore"] });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  });

  it("prints nothing that controls a terminal", async () => {
    const { stderr } = await larmor(["info", "a\u001b[2J\rb.h5"], folder);
    expect(stderr).toBe("larmor: there is no file a\\u001b[2J\\u000db.h5 [storage/not-found]\n");
  });
});
