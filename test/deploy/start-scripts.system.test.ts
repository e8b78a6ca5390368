import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { cli, larmor } from "../support/cli.ts";
import { skipReason, withReason } from "../support/peers.ts";

const deploy = fileURLToPath(new URL("../../deploy/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "larmor-start-"));
const share = join(folder, "share");
const log = join(share, "log", "scan.log");
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  mkdirSync(join(folder, "bin"));
  symlinkSync(cli, join(folder, "bin", "larmor"));
  await larmor(["phantom", "-m", "32", "-c", "2", "-o", "scan.h5"], folder);
});

let server: number | undefined;
afterEach(async () => {
  if (server !== undefined) process.kill(server, "SIGTERM");
  if (server !== undefined) await vi.waitFor(() => expect(readFileSync(log, "utf8")).toContain("stopped\r\n"), 20_000);
  server = undefined;
  rmSync(share, { recursive: true, force: true });
});

const withLarmor = `${join(folder, "bin")}:${process.env.PATH}`;
function start(script: string, path: string, ...args: string[]) {
  const env = { ...process.env, SHARE: share, PATH: path };
  const outcome = spawnSync(join(deploy, script), args, { env, cwd: folder, encoding: "utf8", timeout: 60_000 });
  const [, process_] = /larmor runs as process (\d+)/.exec(outcome.stdout) ?? [];
  server = process_ === undefined ? undefined : Number(process_);
  return outcome;
}

/** Starts a server on a free port, of this machine alone. */
function startHere(script: string, path = withLarmor) {
  const outcome = start(script, path, log, "--host", "127.0.0.1", "--port", "0");
  expect(outcome.stderr).toBe("");
  expect(outcome.status).toBe(0);
  const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(readFileSync(log, "utf8"))!;
  return { port: port!, said: outcome.stdout };
}

const send = (port: string, chain: string) =>
  larmor(["send", "scan.h5", "-a", "127.0.0.1", "-p", port, "-c", chain, "-o", `${chain}.h5`], folder);

const reason = skipReason("bash", "setsid");
describe.skipIf(reason)(withReason("the start scripts", reason), () => {
  it("start a server in the background, and return when it listens; its log has Windows line ends", async () => {
    const { port, said } = startHere("start-larmor.sh");
    expect(said).toBe(`larmor runs as process ${server}; its log is ${log}\n`);
    expect((await send(port, "default")).status).toBe(0);
    await vi.waitFor(() =>
      expect(readFileSync(log, "utf8")).toMatch(/session 1 done: 32 readouts in, 1 image out, chain default, /),
    );
    expect(readFileSync(log, "utf8").replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(readdirSync(share)).not.toContain("saved_data");
  });

  it("save all data if requested", async () => {
    const { port } = startHere("start-larmor-with-data-storage.sh");
    expect((await send(port, "default")).status).toBe(0);
    expect(readdirSync(join(share, "saved_data"))).toEqual([expect.stringMatching(/\.h5$/)]);
  });

  it("use copies of the gadgets and chains of the share", async () => {
    const own = fileURLToPath(new URL("../../examples/custom-image/", import.meta.url));
    cpSync(join(own, "gadgets"), join(share, "larmor", "gadgets"), { recursive: true });
    mkdirSync(join(share, "larmor", "pipelines"));
    const text = "description: d\nchain: [accumulate, to-buffer, simple-recon, extract, darken]\n";
    writeFileSync(join(share, "larmor", "pipelines", "dark.yaml"), text);
    const { port, said } = startHere("sync-gadgets-and-start-larmor.sh");
    expect(said).toMatch(/^copied 1 files of .*gadgets\ncopied 1 files of .*pipelines\n/);
    rmSync(join(share, "larmor"), { recursive: true });
    expect((await send(port, "dark")).status).toBe(0);
  });

  it("start without additional gadgets if the share has none", () => {
    const { said } = startHere("sync-gadgets-and-start-larmor.sh");
    expect(said).toMatch(/there is no .*gadgets: no additional gadgets\n/);
  });

  it("report why a server did not start", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const port = String((taken.address() as AddressInfo).port);
    const outcome = start("start-larmor.sh", withLarmor, log, "--host", "127.0.0.1", "--port", port);
    taken.close();
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toMatch(/the server did not start\. Its output:\n.*EADDRINUSE/s);
  });

  it("report a missing larmor command", () => {
    const elsewhere = join(folder, "elsewhere");
    cpSync(deploy, elsewhere, { recursive: true });
    const env = { SHARE: share, PATH: "/usr/bin:/bin" };
    const { status, stderr } = spawnSync(join(elsewhere, "start-larmor.sh"), [log], { env, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/there is no command larmor in .*, and no build in .*: run `npm ci` there/);
  });

  it("start the server of a checkout, if there is no larmor command", async () => {
    const nodeOnly = join(folder, "node-only");
    mkdirSync(nodeOnly);
    symlinkSync(process.execPath, join(nodeOnly, "node"));
    const { port } = startHere("start-larmor.sh", `${nodeOnly}:/usr/bin:/bin`);
    expect((await send(port, "default")).status).toBe(0);
  });
});

const noShellcheck = skipReason("shellcheck");
describe.skipIf(noShellcheck)(withReason("shell scripts", noShellcheck), () => {
  it("have no issues in shellcheck", () => {
    const root = fileURLToPath(new URL("../../", import.meta.url));
    const scripts = readdirSync(deploy)
      .filter((file) => file.endsWith(".sh"))
      .map((file) => `deploy/${file}`);
    expect(scripts.length).toBe(4);
    const { stdout, status } = spawnSync(
      "shellcheck",
      [...scripts, "src/processes/guard.sh", "scripts/deploy-check.sh", ".ci/run"],
      {
        cwd: root,
        encoding: "utf8",
      },
    );
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });
});
