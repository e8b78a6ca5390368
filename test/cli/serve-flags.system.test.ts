import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { parseAttributes } from "../../src/mrd/index.ts";
import { larmor } from "../support/cli.ts";

const cli = fileURLToPath(new URL("../../dist/src/entries/main.js", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "larmor-serve-"));
  expect((await larmor(["phantom", "-m", "16", "-c", "2", "-o", "phantom.h5"], folder)).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** Serves with these flags, runs a client, and ends the server. @returns what it printed */
async function serving(flags: readonly string[], act: (port: string) => Promise<void>): Promise<string> {
  const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
  const child = spawn(process.execPath, [cli, "serve", "-p", "0", ...flags], { cwd: folder, stdio });
  running.push(child);
  const ended = once(child, "close");
  let printed = "";
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const [, found] = /listening on 127\.0\.0\.1:(\d+)/.exec(printed) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (status) => reject(new Error(`larmor serve ended with ${status}`)));
  });
  await act(port);
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(0);
  return printed;
}
const send = (port: string, ...args: string[]) =>
  larmor(["send", "phantom.h5", "-a", "127.0.0.1", "-p", port, ...args], folder);

async function look<T>(path: string, see: (group: ReturnType<MrdFile["group"]>) => T): Promise<T> {
  const file = await MrdFile.open(join(folder, path));
  try {
    return see(file.group());
  } finally {
    file.close();
  }
}

describe("larmor serve", () => {
  it("-s saves what clients send, -S says where; FIRE's -m changes nothing", async () => {
    const printed = await serving(["-m", "-s", "-S", "kept/incoming"], async (port) => {
      expect((await send(port, "-c", "default", "-o", "s.h5")).status).toBe(0);
    });
    expect(printed).not.toContain("\r"); // without -r
    const [saved, ...others] = readdirSync(join(folder, "kept/incoming"));
    expect(others).toEqual([]);
    const readouts = (group: ReturnType<MrdFile["group"]>) => [...group.acquisitions()].map(({ data }) => data);
    expect(await look(`kept/incoming/${saved}`, readouts)).toEqual(await look("phantom.h5", readouts));
    expect(await look(`kept/incoming/${saved}`, ({ configFile }) => configFile)).toBe("default");
  });

  it("-d runs a chain if the client's config is unknown, with a warning to the client; nothing is saved without -s", async () => {
    await serving(["-d", "default", "-S", "unused"], async (port) => {
      const { status, stdout } = await send(port, "-c", "siemens_knee", "-o", "d.h5");
      expect(status).toBe(0);
      expect(stdout).toMatch(/WARN: server: running the server's default chain 'default' instead of 'siemens_knee'/);
    });
    const [chain] = await look("d.h5", (group) =>
      [...group.images("image_0")].map(({ attributes }) => parseAttributes(attributes).get("LarmorChain")),
    );
    expect(chain).toEqual(["default"]);
    expect(existsSync(join(folder, "unused"))).toBe(false);
  });

  it("-l also logs to a file, including sessions, -r ends its lines with CR LF; written as in FIRE's start scripts", async () => {
    const printed = await serving(["-v", "-r", "-H=127.0.0.1", "-p=0", "-l=logs/serve.log"], async (port) => {
      expect((await send(port, "-c", "default", "-o", "l.h5")).status).toBe(0);
    });
    const logged = readFileSync(join(folder, "logs/serve.log"), "utf8");
    for (const text of [printed, logged]) {
      expect(text).toMatch(
        /listening on[\s\S]*reconstruction starts[\s\S]*session 1 done: 16 readouts in, 1 image out, chain default, \d+\.\d s/,
      );
      expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      expect(text.endsWith("\r\n")).toBe(true);
    }
  });

  it("--json logs one JSON object per line, also to the file", async () => {
    const printed = await serving(["--json", "-l", "logs/serve.jsonl"], async (port) => {
      expect((await send(port, "-c", "default", "-o", "j.h5")).status).toBe(0);
    });
    for (const text of [printed, readFileSync(join(folder, "logs/serve.jsonl"), "utf8")]) {
      const lines = text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines).toContainEqual(expect.objectContaining({ msg: "reconstruction starts", chain: "default" }));
      expect(lines).toContainEqual(expect.objectContaining({ outcome: "done", readouts: 16, imagesOut: 1 }));
    }
  });
});
