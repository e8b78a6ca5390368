import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFile, MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import { AcquisitionFlag, flagMask, parseAttributes } from "../../src/mrd/index.ts";
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
  writeFileSync(join(folder, "notes"), "no measurement");
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

/** A gadget that fails with the second image. */
const SECOND = `
import { map } from "rxjs";
import { defineGadget } from "larmor/gadget";
export default defineGadget({
  name: "second", summary: "Fail.", in: ["image"], out: ["image"], parameters: {},
  create: () => (source) => source.pipe(map((image, i) => {
    if (i === 1) throw new Error("the second image fails");
    return image;
  })),
});
`;

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
      /1 image in series image_0[\s\S]*results are in tried\.h5, group 'dataset': 1 image\n/,
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

  it("fails if the server had data to make images from, and none came back", async () => {
    const writer = await MrdFileWriter.create(join(folder, "navigators.h5"));
    await group("phantom.h5", undefined, (found) => {
      writer.writeHeader(found.header!);
      const flags = flagMask(AcquisitionFlag.dummyScanData);
      for (const readout of found.acquisitions()) writer.append({ ...readout, header: readout.header.with({ flags }) });
    });
    writer.close();
    const to = ["-p", String(server.port), "-o", "no-images.h5"];
    const { status, stdout } = await larmor(["send", "navigators.h5", ...to], folder);
    expect(stdout).toMatch(/WARN: server: .*produced no image\n/);
    expect(stdout).toMatch(/ERROR: failed: no image came back, see the server's warning above\n$/);
    expect(status).toBe(1);
    expect(existsSync(join(folder, "no-images.h5"))).toBe(false);
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
    expect((await send("-o", "a.h5")).stdout).toMatch(/1 waveform is not sent; -w sends them/);
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

  it("sets parameters of the chain with -P, in addition to those of the file", async () => {
    await copyPhantom("parametrised.h5", {
      header: await group("phantom.h5", undefined, (found) => found.header!),
      parameters: JSON.stringify({ parameters: { images: "phase" } }),
    });
    const to = ["-p", String(server.port), "-c", "cartesian-full", "-G", "g"];
    const seriesFor = async (path: string, ...args: string[]) => {
      const { status, stdout } = await larmor(["send", "parametrised.h5", ...to, "-o", path, ...args], folder);
      expect(status, stdout).toBe(0);
      return group(path, "g", (found) => found.series.map(({ name }) => name));
    };
    const phase = await seriesFor("phase.h5");
    const both = await seriesFor("both.h5", "-P", "images=magnitude,phase");
    expect(both).toHaveLength(2);
    expect(phase).toHaveLength(1);
    expect(both).toContain(phase[0]);
  });

  it("replaces a group with --overwrite, and leaves the others", async () => {
    for (const name of ["first", "second"]) expect((await send("-o", "again.h5", "-G", name)).status).toBe(0);
    expect((await send("-o", "again.h5", "-G", "first", "-c", "null", "--overwrite")).status).toBe(0);
    expect(await group("again.h5", "first", (found) => found.series)).toEqual([]);
    expect(await group("again.h5", "second", (found) => found.series.length)).toBe(1);
    const itself = await send("-o", "phantom.h5", "-G", "dataset", "--overwrite");
    expect(itself).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/would replace group dataset of phantom/),
    });
  });

  it("says what it waits for, and ends after --timeout, with the images that it has", async () => {
    const silent = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => {}).resume();
    }).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const port = String((silent.address() as AddressInfo).port);
    const to = ["-a", "127.0.0.1", "-p", port, "-o", "silent.h5", "--timeout", "7"];
    const { status, stdout, stderr } = await larmor(["send", "phantom.h5", ...to], folder);
    silent.close();
    expect(stdout).toMatch(
      /waiting for the server.* silent for 5 s: for its results; 33 of 33 readouts sent, 0 images/,
    );
    expect(stderr).toMatch(/neither sent nor accepted data for 7 s.*--timeout.*\[client\/silent\]/);
    expect(status).toBe(1);
    expect(existsSync(join(folder, "silent.h5"))).toBe(false);
  });

  it.each<[string, string[], RegExp]>([
    ["a missing file", ["send", "missing.h5"], /missing\.h5/],
    ["a missing group", ["send", "phantom.h5", "-g", "scan"], /scan.*dataset/s],
    // No server listens on port 1: these errors are detected earlier.
    [
      "an output group that exists",
      ["send", "phantom.h5", "-o", "phantom.h5", "-G", "dataset", "-p", "1"],
      /phantom\.h5 already has a group dataset: --overwrite replaces it, -G .* names another/,
    ],
    [
      "an output in a missing folder",
      ["send", "phantom.h5", "-o", "away/sent.h5", "-p", "1"],
      /away\/sent\.h5 cannot be written: there is no folder away/,
    ],
    ["an output that is not HDF5", ["send", "phantom.h5", "-o", "notes", "-p", "1"], /notes is not an HDF5 file/],
    [
      "an output of an unknown format",
      ["send", "phantom.h5", "-o", "mine.yaml", "-p", "1"],
      /mine\.yaml must end in one of \.h5, /,
    ],
    ["a missing chain file, in run", ["run", "phantom.h5", "-c", "away/mine.yml"], /away\/mine\.yml/],
    [
      "a parameter that the chain does not have, in run",
      ["run", "phantom.h5", "-c", "cartesian-full", "-P", "imges=phase", "-o", "no.h5"],
      /chain cartesian-full has no parameter 'imges'; did you mean 'images'\?/,
    ],
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

  it("fails if no image comes out of a chain for images, and names the step that lost them", async () => {
    const writer = await MrdFileWriter.create(join(folder, "dummies.h5"));
    await group("phantom.h5", undefined, (found) => {
      writer.writeHeader(found.header!);
      const flags = flagMask(AcquisitionFlag.dummyScanData);
      for (const readout of found.acquisitions()) writer.append({ ...readout, header: readout.header.with({ flags }) });
    });
    writer.close();
    const { status, stdout, stderr } = await run("dummies.h5", "-o", "empty.h5");
    const lost = /33 readouts produced no image: step \d, .* received \d+ \w+ and passed none on/;
    expect(stderr).toMatch(lost);
    expect(stderr).toMatch(/\[command\/no-images\]\n$/);
    expect(stdout).not.toContain("results are in");
    expect(status).toBe(1);
    expect(existsSync(join(folder, "empty.h5"))).toBe(false);
    const explained = await larmor(["explain", "cartesian", "dummies.h5"], folder);
    expect(explained).toMatchObject({ status: 1, stdout: expect.stringMatching(/It will produce no image:\n/) });
    expect(explained.stdout).toMatch(lost);
  });

  it("succeeds without an image if none is to be expected", async () => {
    const noise = await larmor(["phantom", "-m", "32", "--noise-dependency", "-o", "noise.h5"], folder);
    expect(noise.status, noise.stderr).toBe(0);
    for (const args of [
      ["noise.h5", "-g", "dataset_noise", "-c", "cartesian"],
      ["phantom.h5", "-c", "null"],
    ]) {
      const { status, stdout, stderr } = await run(...args, "-o", `none-${args[0]}`);
      expect(status, stderr).toBe(0);
      expect(stdout).toMatch(/: 0 images\n$/);
    }
  });

  it("reports which images are saved if it fails in the middle", async () => {
    mkdirSync(join(folder, "failing"));
    writeFileSync(join(folder, "failing/second.ts"), SECOND);
    const chain =
      "description: d\nchain: [remove-oversampling, accumulate, to-buffer, simple-recon, extract, second]\n";
    writeFileSync(join(folder, "second.yaml"), chain);
    await larmor(["phantom", "-m", "32", "-r", "3", "-o", "three.h5"], folder);
    const { status, stdout, stderr } = await run(
      "three.h5",
      "-c",
      "second.yaml",
      "--gadgets",
      "failing",
      "-o",
      "part.h5",
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/WARN: the run failed; 1 image is in part\.h5\n$/);
    expect(stderr).toContain("the second image fails");
    expect(await group("part.h5", undefined, (found) => found.series)).toEqual([{ name: "image_0", count: 1 }]);
  });

  it("may be called again: without -G, the newest group is read", async () => {
    for (const chain of ["default", "cartesian"]) {
      expect((await run("phantom.h5", "-c", chain, "-o", "twice.h5")).status).toBe(0);
    }
    const why = await larmor(["why", "twice.h5"], folder);
    expect(why.status, why.stderr).toBe(0);
    expect(why.stderr).toMatch(/^group '\d{4}-.*' of 2 is read; -g names another\n$/);
    expect(why.stdout).toContain("cartesian");
    const png = await larmor(["png", "twice.h5"], folder);
    expect(png).toMatchObject({ status: 0, stderr: why.stderr });
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
