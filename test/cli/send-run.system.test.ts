import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFile, MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { parseAttributes } from "../../src/mrd/index.ts";
import { larmor, type RunningServer, serve } from "../support/cli.ts";
import { close, error } from "../support/wire-bytes.ts";

let folder: string;
let server: RunningServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "larmor-cli-"));
  server = await serve("-S", join(folder, "saved"));
  const made = await larmor(["phantom", "-m", "32", "-c", "3", "-C", "--waveforms", "-o", "phantom.h5"], folder);
  expect(made.status, made.stderr).toBe(0);
  writeFileSync(join(folder, "mine.yaml"), chainText("complex"));
  writeFileSync(join(folder, "short.yaml"), "description: d\nchain: [auto-scale, to-fixed-point]");
});
afterAll(() => {
  server?.process.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const chainText = (kind: string) =>
  `description: d\nchain: [remove-oversampling, accumulate, to-buffer, fft, coil-combine, { extract: { as: [${kind}] } }]`;

/** Copies the phantom's readouts into a file with another header and other parameters. */
async function copyPhantom(path: string, texts: { readonly header?: string; readonly parameters?: string }) {
  const writer = await MrdFileWriter.create(join(folder, path));
  if (texts.header !== undefined) writer.writeHeader(texts.header);
  if (texts.parameters !== undefined) writer.writeConfigAdditional(texts.parameters);
  await group("phantom.h5", undefined, (found) => {
    for (const readout of found.acquisitions()) writer.append(readout);
  });
  writer.close();
}
const chainOf = (path: string) =>
  group(path, undefined, (found) => {
    const [{ name } = { name: "" }] = found.series;
    return parseAttributes([...found.images(name)][0]!.attributes).get("LarmorChain");
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
  it("names its output after the input and the group by date and time, and runs `cartesian`", async () => {
    const { status, stdout } = await send();
    expect(status).toBe(0);
    expect(stdout).toMatch(/results are in phantom_results\.h5, group '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}'/);
    const header = await group("phantom.h5", undefined, (found) => found.header);
    await group("phantom_results.h5", undefined, (found) => {
      expect(found.header).toBe(header);
    });
    expect(await chainOf("phantom_results.h5")).toEqual(["cartesian"]);
  });

  it("produces the same images as `larmor run`", async () => {
    expect((await send("-o", "sent.h5", "-G", "g", "-c", "default")).status).toBe(0);
    expect((await larmor(["run", "phantom.h5", "-o", "run.h5", "-G", "g", "-c", "default"], folder)).status).toBe(0);
    const [sent, run] = await Promise.all(
      ["sent.h5", "run.h5"].map((path) => group(path, "g", (found) => [...found.images("image_0")][0]!.data)),
    );
    expect(sent).toEqual(run);
  });

  it("shows the server's error, exits with 1, and leaves no group that would prevent a second attempt", async () => {
    const { status, stdout } = await send("-c", "cartesain", "-o", "tried.h5", "-G", "dataset");
    expect(status).toBe(1);
    expect(stdout).toMatch(/ERROR: server: there is no chain 'cartesain'; did you mean 'cartesian'\?/);
    expect(stdout).not.toContain("results are in");
    expect(existsSync(join(folder, "tried.h5"))).toBe(false);
    const second = await send("-c", "cartesian", "-o", "tried.h5", "-G", "dataset");
    expect(second.status).toBe(0);
    expect(second.stdout).toMatch(
      /1 images in series image_0[\s\S]*results are in tried\.h5, group 'dataset': 1 images\n/,
    );
    expect((await send("-c", "cartesain", "-o", "tried.h5", "-G", "third")).status).toBe(1);
    expect((await send("-c", "cartesian", "-o", "tried.h5", "-G", "third")).status).toBe(0);
  });

  it("counts an ERROR message as an error, whatever its text", async () => {
    const peer = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => {}).resume();
      socket.end(Buffer.concat([error("out of memory"), close]));
    }).listen(0, "127.0.0.1");
    await once(peer, "listening");
    const port = String((peer.address() as AddressInfo).port);
    const { status, stdout } = await larmor(
      ["send", "phantom.h5", "-a", "127.0.0.1", "-p", port, "-o", "e.h5"],
      folder,
    );
    peer.close();
    expect(status).toBe(1);
    expect(stdout).toContain("ERROR: server: out of memory");
    expect(existsSync(join(folder, "e.h5"))).toBe(false);
  });

  it("sends a chain's text with -C", async () => {
    expect((await send("-C", "mine.yaml", "-o", "text.h5", "-G", "g")).status).toBe(0);
    expect(await group("text.h5", "g", (found) => found.series)).toEqual([{ name: "image_4000", count: 1 }]);
  });

  it("names the file of a chain that the server does not have", async () => {
    const { status, stdout } = await send("-c", "mine", "-o", "never.h5");
    expect(status).toBe(1);
    expect(stdout).toContain("mine.yaml is here, but not on the server: -C mine.yaml sends its text");
  });

  it("sends the chain of -C even if the file's configAdditional selects another", async () => {
    await copyPhantom("chosen.h5", {
      header: await group("phantom.h5", undefined, (found) => found.header!),
      parameters: JSON.stringify({ parameters: { config: "savedataonly" } }),
    });
    const to = ["-p", String(server.port), "-o", "own.h5", "-G", "g"];
    const { status, stdout } = await larmor(["send", "chosen.h5", "-C", "mine.yaml", ...to], folder);
    expect(status).toBe(0);
    expect(stdout).toMatch(/they select the chain 'savedataonly', which is ignored/);
    expect(await group("own.h5", "g", (found) => found.series)).toEqual([{ name: "image_4000", count: 1 }]);
  });

  it("reports which parameters are not JSON", async () => {
    writeFileSync(join(folder, "null.json"), "{ parameters: }");
    const beside = await send("-c", "null", "-o", "never.h5");
    rmSync(join(folder, "null.json"));
    expect(beside).toMatchObject({ status: 1, stderr: expect.stringMatching(/parameters in null\.json are not JSON/) });
    await copyPhantom("broken.h5", { parameters: "<parameters/>" });
    const inside = await larmor(["send", "broken.h5", "-p", String(server.port)], folder);
    expect(inside.status).toBe(1);
    expect(inside.stderr).toMatch(/parameters in the file's configAdditional are not JSON/);
  });

  it("reads parameters from <config>.json, whose choice of a chain -c overrides", async () => {
    writeFileSync(join(folder, "default.json"), JSON.stringify({ parameters: { config: "null", trigger: "slice" } }));
    const { status, stdout } = await send("-c", "default", "-o", "json.h5", "-G", "g");
    rmSync(join(folder, "default.json"));
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /sending the parameters of default\.json[\s\S]*they select the chain 'null', which is ignored/,
    );
    expect(await group("json.h5", "g", (found) => found.series.length)).toBe(1);
  });

  it("sends waveforms with -w, and says that they are not sent without", async () => {
    expect((await send("-o", "a.h5")).stdout).toMatch(/\d+ waveforms are not sent; -w sends them/);
    const { stdout } = await send("-w", "-c", "savedataonly", "-o", "b.h5", "-G", "g");
    expect(stdout).toMatch(/results are in b\.h5, group 'g': 0 images\n/);
    expect(await group("b.h5", "g", (found) => found.header)).toContain("<ismrmrdHeader");
    const [, count] = /sent +(\d+) waveforms/.exec(stdout)!;
    expect(Number(count)).toBeGreaterThan(0);
    const [saved] = readdirSync(join(folder, "saved"));
    await group(join("saved", saved!), "dataset", (found) => expect(found.waveformCount).toBe(Number(count)));
  });

  it("sends images, and receives the results of a chain of image gadgets", async () => {
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
    ["a missing file", ["send", "missing.h5"], /missing\.h5/],
    ["a missing group", ["send", "phantom.h5", "-g", "scan"], /scan.*dataset/s],
    // No server listens on port 1: these errors are detected earlier.
    [
      "an output group that exists",
      ["send", "phantom.h5", "-o", "phantom.h5", "-G", "dataset", "-p", "1"],
      /phantom\.h5 already has a group dataset, and groups are never overwritten/,
    ],
    [
      "an output in a missing folder",
      ["send", "phantom.h5", "-o", "away/sent.h5", "-p", "1"],
      /away\/sent\.h5 cannot be written: there is no folder away/,
    ],
    [
      "an output that is not HDF5",
      ["send", "phantom.h5", "-o", "mine.yaml", "-p", "1"],
      /mine\.yaml is not an HDF5 file/,
    ],
    ["a missing chain file, in run", ["run", "phantom.h5", "-c", "away/mine.yml"], /away\/mine\.yml/],
    ["a chain that does not exist, in run", ["run", "phantom.h5", "-c", "defualt"], /did you mean 'default'\?/],
  ])("reports %s in one line, and exits with 1", async (_name, args, expected) => {
    const { status, stderr } = await larmor(
      [...args, ...(args[0] === "send" && !args.includes("-p") ? ["-p", String(server.port)] : [])],
      folder,
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n\s+at /); // no stack trace
  });

  it.each([
    ["a port that is not a number", ["send", "phantom.h5", "-p", "many"], /-p, --port.*whole number/],
    ["a port that is too large", ["send", "phantom.h5", "-p", "99999"], /-p, --port.*at most 65535/],
    ["an unknown option", ["send", "phantom.h5", "--conifg", "x"], /unknown option '--conifg'[\s\S]*--config/],
    ["a parameter without a value, in run", ["run", "phantom.h5", "-P", "trigger"], /name=value/],
  ])("reports %s, and exits with 2", async (_name, args, expected) => {
    const { status, stderr } = await larmor(args, folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe("larmor run", () => {
  const run = (...args: string[]) => larmor(["run", ...args], folder);

  it("uses the installed chain for cartesian.yaml unless there is such a file", async () => {
    expect((await run("phantom.h5", "-c", "cartesian.yaml", "-o", "installed.h5")).status).toBe(0);
    expect(await group("installed.h5", undefined, (found) => found.series)).toMatchObject([{ name: "image_0" }]);
    expect(await chainOf("installed.h5")).toEqual(["cartesian"]);
    writeFileSync(join(folder, "cartesian.yaml"), chainText("complex"));
    const { status } = await run("phantom.h5", "-c", "cartesian.yaml", "-o", "own-cartesian.h5");
    rmSync(join(folder, "cartesian.yaml"));
    expect(status).toBe(0);
    expect(await group("own-cartesian.h5", undefined, (found) => found.series)).toMatchObject([{ name: "image_4000" }]);
  });

  it("treats a path as a file, and names the chain after it", async () => {
    mkdirSync(join(folder, "chains"));
    writeFileSync(join(folder, "chains/knee.yml"), chainText("phase"));
    const { status, stderr } = await run("phantom.h5", "-c", "chains/knee.yml", "-o", "knee.h5");
    expect(status, stderr).toBe(0);
    expect(await chainOf("knee.h5")).toEqual(["knee"]);
  });

  it("accepts a Gadgetron chain in XML, and warns of parts without effect", async () => {
    copyFileSync(new URL("../gadgetron/chains/legacy.xml", import.meta.url), join(folder, "legacy.xml"));
    const { status, stdout } = await run("phantom.h5", "-c", "legacy.xml", "-o", "gadgetron.h5");
    expect(status).toBe(0);
    expect(stdout).toMatch(/WARN.*legacy\.xml: no effect: noise_dependency_prefix \(line 10\)/);
    expect(await chainOf("gadgetron.h5")).toEqual(["legacy"]);
  });

  it("rejects data that the chain has no step for", async () => {
    const readouts = await run("phantom.h5", "-c", "short.yaml", "-o", "refused.h5");
    expect(readouts.status).toBe(1);
    expect(readouts.stderr).toMatch(/chain short accepts images; it received acquisitions/);
    expect((await run("phantom.h5", "-c", "default", "-o", "images.h5")).status).toBe(0);
    const images = await run("images.h5", "-c", "default", "-o", "refused.h5");
    expect(images.status).toBe(1);
    expect(images.stderr).toMatch(/chain default accepts acquisitions.*; it received images/);
    expect(existsSync(join(folder, "refused.h5"))).toBe(false);
  });

  it("leaves nothing if a chain fails before its first result", async () => {
    await copyPhantom("bare.h5", {});
    const { status, stdout } = await run("bare.h5", "-c", "cartesian", "-o", "failed.h5");
    expect(status).toBe(1);
    expect(stdout).not.toContain("results are in");
    expect(existsSync(join(folder, "failed.h5"))).toBe(false);
  });

  it("names what a file without a header lacks", async () => {
    await copyPhantom("headless.h5", {});
    const missing = "the file has no MRD header (dataset `xml`) in group 'dataset'";
    for (const args of [
      ["run", "headless.h5", "-o", "none.h5"],
      ["send", "headless.h5", "-p", String(server.port), "-o", "none.h5"],
    ]) {
      const { status, stderr, stdout } = await larmor(args, folder);
      expect(status).toBe(1);
      expect(stdout + stderr).toContain(missing);
      expect(stdout + stderr).toContain("needs the measurement's MRD header, and ");
    }
    const explained = await larmor(["explain", "cartesian", "headless.h5"], folder);
    expect(explained.status).toBe(1);
    expect(explained.stdout).toContain("a file holds it in its dataset `xml`");
    const { stdout } = await larmor(["doctor", "headless.h5"], folder);
    expect(stdout).toContain("header: the group has none");
  });
});
