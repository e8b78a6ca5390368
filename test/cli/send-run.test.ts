import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAttributes } from "../../src/mrd/index.ts";
import { MrdFile } from "../../src/storage/index.ts";
import { larmor, type RunningServer, serve } from "../support/cli.ts";

let folder: string;
let server: RunningServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "larmor-cli-"));
  server = await serve("-S", join(folder, "saved"));
  const made = await larmor(["phantom", "-m", "32", "-c", "3", "-C", "--waveforms", "-o", "phantom.h5"], folder);
  expect(made.status, made.stderr).toBe(0);
});
afterAll(() => {
  server?.process.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const send = (...args: string[]) => larmor(["send", "phantom.h5", "-p", String(server.port), ...args], folder);

async function group<T>(
  path: string,
  name: string | undefined,
  look: (found: ReturnType<MrdFile["group"]>) => T,
): Promise<T> {
  const file = await MrdFile.open(join(folder, path));
  try {
    return look(file.group(name));
  } finally {
    file.close();
  }
}

describe("larmor send", () => {
  it("names its output after the input, its group by date and time, and runs `cartesian`", async () => {
    const { status, stdout } = await send();
    expect(status).toBe(0);
    expect(stdout).toMatch(/results are in phantom_results\.h5, group '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}'/);
    const header = await group("phantom.h5", undefined, (found) => found.header);
    await group("phantom_results.h5", undefined, (found) => {
      expect(found.header).toBe(header);
      const [image] = [...found.images("image_0")];
      expect(parseAttributes(image!.attributes).get("LarmorChain")).toEqual(["cartesian"]);
    });
  });

  it("gives the same images as `larmor run`", async () => {
    expect((await send("-o", "sent.h5", "-G", "g", "-c", "default")).status).toBe(0);
    expect((await larmor(["run", "phantom.h5", "-o", "run.h5", "-G", "g", "-c", "default"], folder)).status).toBe(0);
    const [sent, run] = await Promise.all(
      ["sent.h5", "run.h5"].map((path) => group(path, "g", (found) => [...found.images("image_0")][0]!.data)),
    );
    expect(sent).toEqual(run);
  });

  it("shows the server's error and exits with 1", async () => {
    const { status, stdout } = await send("-c", "cartesain", "-o", "wrong.h5");
    expect(status).toBe(1);
    expect(stdout).toMatch(/ERROR: server: there is no chain 'cartesain'; did you mean 'cartesian'\?/);
  });

  it("sends a chain's text with -C", async () => {
    writeFileSync(
      join(folder, "mine.yaml"),
      "description: d\nchain: [remove-oversampling, accumulate, to-buffer, fft, coil-combine, extract: { as: [complex] }]".replace(
        "extract: { as: [complex] }",
        "{ extract: { as: [complex] } }",
      ),
    );
    expect((await send("-C", "mine.yaml", "-o", "text.h5", "-G", "g")).status).toBe(0);
    expect(await group("text.h5", "g", (found) => found.series)).toEqual([{ name: "image_4000", count: 1 }]);
  });

  it("takes parameters from <config>.json, whose choice of a chain -c overrides", async () => {
    writeFileSync(join(folder, "default.json"), JSON.stringify({ parameters: { config: "null", trigger: "slice" } }));
    const { status, stdout } = await send("-c", "default", "-o", "json.h5", "-G", "g");
    rmSync(join(folder, "default.json"));
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /sending the parameters of default\.json[\s\S]*they choose the chain 'null', which is ignored/,
    );
    expect(await group("json.h5", "g", (found) => found.series.length)).toBe(1);
  });

  it("sends waveforms with -w, and says that it leaves them out without", async () => {
    expect((await send("-o", "a.h5")).stdout).toMatch(/\d+ waveforms are left out; -w sends them/);
    const { stdout } = await send("-w", "-c", "savedataonly", "-o", "b.h5");
    const [, count] = /sent +(\d+) waveforms/.exec(stdout)!;
    expect(Number(count)).toBeGreaterThan(0);
    const [saved] = readdirSync(join(folder, "saved"));
    await group(join("saved", saved!), "dataset", (found) => expect(found.waveformCount).toBe(Number(count)));
  });

  it("sends images, and gets them back from a chain of image gadgets", async () => {
    writeFileSync(join(folder, "short.yaml"), "description: d\nchain: [auto-scale, to-fixed-point]");
    const args = ["send", "run.h5", "-p", String(server.port), "-C", "short.yaml", "-o", "short.h5", "-G", "g"];
    const { status, stdout } = await larmor(args, folder);
    expect(status, stdout).toBe(0);
    await group("short.h5", "g", (found) => expect([...found.images("image_0")][0]!.data).toBeInstanceOf(Uint16Array));
  });

  it("prints nothing with -q and logs to a file with -l", async () => {
    const { stdout, stderr } = await send("-q", "-l", "logs/send.log", "-o", "q.h5");
    expect(stdout + stderr).toBe("");
    expect(existsSync(join(folder, "logs/send.log"))).toBe(true);
  });

  it.each<[string, string[], RegExp]>([
    ["a file that is not there", ["send", "missing.h5"], /missing\.h5/],
    ["a group that is not there", ["send", "phantom.h5", "-g", "scan"], /scan.*dataset/s],
    [
      "an output group that exists",
      ["send", "phantom.h5", "-o", "sent.h5", "-G", "g"],
      /sent\.h5 has a group g already, which is never overwritten/,
    ],
    ["a port that is no number", ["send", "phantom.h5", "-p", "many"], /-p, --port.*whole number/],
    ["an unknown option", ["send", "phantom.h5", "--conifg", "x"], /unknown option '--conifg'[\s\S]*--config/],
    ["a chain that does not exist, in run", ["run", "phantom.h5", "-c", "defualt"], /did you mean 'default'\?/],
    ["a parameter without a value, in run", ["run", "phantom.h5", "-P", "trigger"], /name=value/],
  ])("says in a line what is wrong with %s, and exits with 1", async (_name, args, expected) => {
    const { status, stderr } = await larmor(
      [...args, ...(args[0] === "send" && !args.includes("-p") ? ["-p", String(server.port)] : [])],
      folder,
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n\s+at /); // no stack trace
  });
});
