import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { NoiseFolder, type SessionOptions } from "../../src/session/index.ts";
import { answerOf, converse, images, lines, startSession } from "../support/session.ts";
import { smallHeader, smallImage, smallReadout, smallReadouts } from "../support/small-measurement.ts";
import {
  close,
  configFile,
  headerBytes,
  text,
  u32,
  waveform,
  waveformSize,
  waveformSpots,
} from "../support/wire-bytes.ts";

const header = text(3, smallHeader());
const ecg = waveform(
  headerBytes(waveformSize, waveformSpots, { version: 1, numberOfSamples: 2, channels: 1 }),
  Buffer.concat([u32(1), u32(2)]),
);
const PINO_WARN = 40;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "larmor-odd-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const saving = (folder: string) => ({ folder, always: false, nameByProtocol: false });

/** The answer, and the log lines above level info. */
async function converseWithLog(pieces: readonly Uint8Array[], overrides: Partial<SessionOptions> = {}) {
  const { log, logged } = listen();
  const received = await converse(pieces, { ...overrides, log });
  const warnings = logged.filter(({ level }) => level >= PINO_WARN).map(({ msg }) => msg);
  return { received, warnings, all: logged.map(({ msg }) => msg) };
}

function listen() {
  const logged: { level: number; msg: string }[] = [];
  const write = (line: string) => void logged.push(JSON.parse(line) as { level: number; msg: string });
  return { log: pino({ level: "debug" }, { write }), logged };
}

describe("a client without a task ends normally, with CLOSE as its answer and without warnings in the log", () => {
  it.each([
    ["connects and disconnects", []],
    ["sends CLOSE only", [close]],
    ["sends a dependency query, and closes without a header", [configFile("cartesian"), close]],
    ["sends a dependency query without CLOSE", [configFile("cartesian")]],
    ["sends a dependency query for an unknown config", [configFile("site_special"), close]],
    ["sends a header and no data", [configFile("cartesian"), header, close]],
    ["sends a header and disconnects", [configFile("cartesian"), header]],
    ["sends parameters and no data", [configFile("cartesian"), header, text(5, '{"parameters":{}}'), close]],
    ["sends CLOSE twice", [configFile("cartesian"), header, close, close]],
    ["sends CLOSE twice, before a header", [configFile("cartesian"), close, close]],
    ["sends waveforms only", [configFile("null"), header, ecg, ecg, close]],
  ])("%s", async (_, pieces) => {
    const { received, warnings, all } = await converseWithLog(pieces);
    expect(received).toEqual([{ kind: "close" }]);
    expect(warnings).toEqual([]);
    expect(all.at(-1)).toMatch(/^session 1 done: 0 readouts in, 0 images out|^session 1 done: 2 waveforms in/);
  });
});

describe("a client may", () => {
  it("send CLOSE twice after its data", async () => {
    const { received, warnings } = await converseWithLog([
      configFile("default"),
      header,
      ...smallReadouts(),
      close,
      close,
    ]);
    expect(received.map(({ kind }) => kind)).toEqual(["image", "close"]);
    expect(warnings).toEqual([]);
  });

  it("send waveforms before and between readouts", async () => {
    const [first, ...rest] = smallReadouts();
    const received = await converse([configFile("default"), header, ecg, ecg, first!, ecg, ...rest, close]);
    expect(received.map(({ kind }) => kind)).toEqual(["image", "close"]);
  });

  it("send readouts after images, to a chain that accepts both", async () => {
    const folder = temporaryFolder();
    const pieces = [
      configFile("savedataonly"),
      header,
      smallImage(),
      smallReadout(0),
      smallImage(),
      smallReadout(1),
      close,
    ];
    const { warnings } = await converseWithLog(pieces, { saving: saving(folder) });
    expect(warnings).toEqual([]);
    const file = await MrdFile.open(join(folder, readdirSync(folder)[0]!));
    onTestFinished(() => file.close());
    expect(file.group().acquisitionCount).toBe(2);
    expect(file.group().series).toEqual([{ name: "image_0", count: 2 }]);
  });

  it("send a second text, with a warning that it has no effect", async () => {
    const parameters = (trigger: string) => text(5, JSON.stringify({ parameters: { trigger } }));
    const pieces = [
      configFile("default"),
      header,
      parameters("none"),
      parameters("repetition"),
      ...smallReadouts(2),
      close,
    ];
    const received = await converse(pieces);
    expect(received.map(({ kind }) => kind)).toEqual(["text", "image", "image", "close"]);
    expect(lines(received)).toEqual([
      "WARNING a text has no effect here: parameters come once, right after the header",
    ]);
  });

  it("keep its side open after CLOSE until it has received everything", async () => {
    const { client, ended } = startSession();
    for (const piece of [configFile("default"), header, ...smallReadouts(2), close]) client.write(piece);
    client.once("end", () => client.end()); // the server's end
    const received = await answerOf({ client, ended });
    expect(received.map(({ kind }) => kind)).toEqual(["image", "image", "close"]);
  });

  it("disconnect right after CLOSE, and read nothing", async () => {
    const { log, logged } = listen();
    const { client, ended } = startSession({ log });
    for (const piece of [configFile("default"), header, ...smallReadouts(3), close]) client.write(piece);
    client.destroy();
    await ended;
    expect(logged.at(-1)?.msg).toMatch(/^session 1 (done|failed)/);
    expect(logged.filter(({ level }) => level > PINO_WARN)).toEqual([]);
  });

  it("use the same measurement ID as a concurrent client, each with its own noise and file", async () => {
    const [folder, noiseFolder] = [temporaryFolder(), temporaryFolder()];
    const options = { saving: { ...saving(folder), always: true }, noise: new NoiseFolder(noiseFolder, 1) };
    const sameId = smallHeader().replace("</measurementInformation>", "<measurementID>same</measurementID>$&");
    const noise = smallReadouts(4).map((readout) => {
      readout.writeBigUInt64LE(1n << 18n, 2 + 2); // isNoiseMeasurement
      readout.writeFloatLE(-1, readout.length - 4); // otherwise both coils would be the same
      return readout;
    });
    const measure = (repetitions: number) =>
      converse([configFile("cartesian"), text(3, sameId), ...noise, ...smallReadouts(repetitions), close], options);
    const [one, two] = await Promise.all([measure(1), measure(2)]);
    expect([images(one).length, images(two).length]).toEqual([1, 2]);
    expect(images(one)[0]!.data).toEqual(images(two)[0]!.data);
    for (const received of [one, two]) expect(lines(received).filter((line) => !line.startsWith("INFO"))).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(readdirSync(noiseFolder)).toHaveLength(1);
  });
});
