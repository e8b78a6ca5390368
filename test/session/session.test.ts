import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import { MessageReader, type MrdHeader, parseAttributes, type WireMessage } from "../../src/mrd/index.ts";
import { NoiseFolder } from "../../src/session/index.ts";
import { answerOf, converse, images, library, lines, startSession } from "../support/session.ts";
import { smallHeader, smallImage, smallReadout, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, query, text, u16 } from "../support/wire-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-session-"));
afterAll(() => rmSync(folder, { recursive: true }));
const into = (target: string) => ({ saving: { folder: target, always: true, nameByProtocol: false } });

describe("a session", () => {
  it("sends the images of each repetition, then CLOSE, to a client that has closed its side", async () => {
    const received = await converse([configFile("default"), text(3, smallHeader()), ...smallReadouts(2), close]);
    expect(images(received).map(({ header }) => [header.repetition, [...header.matrixSize]])).toEqual([
      [0, [8, 8, 1]],
      [1, [8, 8, 1]],
    ]);
    expect(received.at(-1)).toEqual({ kind: "close" });
    expect(lines(received)).toEqual([]);
  });

  it("sends the first image before the last readout has arrived", async () => {
    const { client, ended } = startSession();
    const reader = new MessageReader();
    for (const piece of [configFile("default"), text(3, smallHeader()), ...smallReadouts(1), smallReadout(0, 1)]) {
      client.write(piece);
    }
    const first = await new Promise<WireMessage>((resolve) => {
      client.on("data", (chunk: Uint8Array) => {
        for (const message of reader.push(chunk)) resolve(message);
      });
    });
    expect(first.kind).toBe("image");
    client.end(close);
    await ended;
  });

  it("passes on the header of the measurement", async () => {
    const matrices: number[] = [];
    const onHeader = ({ encoding }: MrdHeader) => void matrices.push(encoding[0]!.encodedSpace.matrixSize.y);
    await converse([configFile("default"), text(3, smallHeader()), ...smallReadouts(), close], { onHeader });
    expect(matrices).toEqual([8]);
  });

  it("records in the image which chain made it", async () => {
    const [image] = images(await converse([configFile("default"), text(3, smallHeader()), ...smallReadouts(), close]));
    const attributes = parseAttributes(image!.attributes);
    expect(attributes.get("LarmorChain")).toEqual(["default"]);
    expect(attributes.get("LarmorChainHash")).toEqual([(await library.find("default")).hash]);
    expect(attributes.get("ImageProcessingHistory")).toEqual([
      "remove-oversampling",
      "accumulate",
      "to-buffer",
      "simple-recon",
      "extract",
    ]);
  });

  it("reconstructs the data of a stream that ends without CLOSE, with a warning", async () => {
    const received = await converse([configFile("default"), text(3, smallHeader()), ...smallReadouts()]);
    expect(images(received)).toHaveLength(1);
    expect(lines(received)[0]).toMatch(/^WARNING the stream ended without CLOSE/);
  });

  it("runs a chain that is sent as text", async () => {
    const chain = "description: mine\nchain: [remove-oversampling, accumulate, to-buffer, simple-recon, extract]";
    expect(images(await converse([text(2, chain), text(3, smallHeader()), ...smallReadouts(2), close]))).toHaveLength(
      2,
    );
  });

  it("accepts parameters as text after the header, and warns of those that the chain does not know", async () => {
    const parameters = JSON.stringify({ parameters: { trigger: "none", colour: "red" } });
    const received = await converse([
      configFile("default"),
      text(3, smallHeader()),
      text(5, parameters),
      ...smallReadouts(2),
      close,
    ]);
    expect(images(received)).toHaveLength(2); // both repetitions, from one bucket
    expect(lines(received)).toEqual(["WARNING chain default has no parameter 'colour'"]);
  });

  it("lets the parameters override the config's name", async () => {
    const parameters = JSON.stringify({ parameters: { config: "null" } });
    const received = await converse([
      configFile("default"),
      text(3, smallHeader()),
      text(5, parameters),
      ...smallReadouts(),
      close,
    ]);
    expect(lines(received)).toEqual(["INFO    running chain 'null', selected by the client's parameters"]);
    expect(images(received)).toEqual([]);
  });

  it("runs the chain of the config if the parameters are not JSON, with a warning", async () => {
    const sent = [configFile("default"), text(3, smallHeader()), text(5, "{"), ...smallReadouts(), close];
    const received = await converse(sent);
    expect(images(received)).toHaveLength(1);
    expect(lines(received)).toEqual([expect.stringMatching(/^WARNING .* is not JSON .* runs with its defaults$/)]);
  });

  it.each(["", "default"])(
    "reports nothing if the parameters name the same chain as the config: '%s'",
    async (config) => {
      const parameters = text(5, JSON.stringify({ version: "1.1.0", parameters: { config, customconfig: "" } }));
      const received = await converse([
        configFile("default"),
        text(3, smallHeader()),
        parameters,
        ...smallReadouts(),
        close,
      ]);
      expect(images(received)).toHaveLength(1);
      expect(lines(received)).toEqual([]);
    },
  );

  it.each(["invertcontrast", "analyzeflow", "report", "null"])("%s accepts images without a header", async (chain) => {
    const received = await converse([configFile(chain), text(3, "Dummy XML header"), smallImage(), close]);
    expect(images(received)).toHaveLength(chain === "null" ? 0 : 1);
    expect(lines(received)).toEqual([]);
  });

  it("requires a header for readouts", async () => {
    const received = await converse([
      configFile("invertcontrast"),
      text(3, "Dummy XML header"),
      smallReadout(0),
      close,
    ]);
    expect(lines(received).at(-1)).toMatch(/^ERROR .*to-buffer .* needs the measurement's MRD header/);
  });

  it.each([
    ["Dummy XML header", /and its header is not XML: it begins with "Dummy XML header"/],
    ["", /and there is none: a file holds it in its dataset `xml`, a client sends it after the config/],
  ])("says why there is no header: %j", async (header, why) => {
    const received = await converse([configFile("default"), text(3, header), smallReadout(0), close]);
    expect(lines(received).at(-1)).toMatch(why);
  });

  it.each(["default\n", "default\r\n", "default  ", " default\t", "default.xml \n"])(
    "ignores white space around the name of a config: %j",
    async (config) => {
      const received = await converse([configFile(config), text(3, smallHeader()), ...smallReadouts(), close]);
      expect(images(received)).toHaveLength(1);
      expect(lines(received)).toEqual([]);
    },
  );

  it("reports an unknown config with white space at its end as one text", async () => {
    const received = await converse([configFile("cartesain\n"), text(3, smallHeader()), close]);
    expect(lines(received)).toEqual([expect.stringMatching(/^ERROR +there is no chain 'cartesain'/)]);
  });

  it("ignores white space around a config in the client's parameters", async () => {
    const parameters = JSON.stringify({ parameters: { config: "default \n" } });
    const pieces = [configFile("null"), text(3, smallHeader()), text(5, parameters), ...smallReadouts(), close];
    expect(images(await converse(pieces))).toHaveLength(1);
  });

  it("sends each line of an error as a separate TEXT, with its level", async () => {
    const received = await converse([text(2, "descripton: d\nchain: [x]"), text(3, smallHeader()), close]);
    expect(lines(received).length).toBeGreaterThan(2);
    for (const line of lines(received)) expect(line).toMatch(/^ERROR {3}CONFIG_TEXT:\d:\d+: /);
  });

  it("stores the noise of a noise measurement, and prewhitens dependent measurements with it", async () => {
    const noise = new NoiseFolder(join(folder, "noise"), 1);
    const informed = (information: string) => smallHeader().replace("</measurementInformation>", `${information}$&`);
    const readouts = smallReadouts(4);
    for (const readout of readouts) {
      readout.writeBigUInt64LE(1n << 18n, 2 + 2); // isNoiseMeasurement
      readout.writeFloatLE(-1, readout.length - 4); // otherwise both coils would be the same
    }
    const first = informed("<measurementID>n1</measurementID>");
    const texts = lines(await converse([configFile("cartesian"), text(3, first), ...readouts, close], { noise }));
    expect(texts).toEqual([
      expect.stringMatching(/^INFO {4}noise-adjust: \d+ noise samples of \d+ coils are stored as .*n1/),
    ]);

    const dependency = "<dependencyType>Noise</dependencyType><measurementID>n1</measurementID>";
    const second = informed(`<measurementDependency>${dependency}</measurementDependency>`);
    const received = await converse([configFile("cartesian"), text(3, second), ...smallReadouts(1), close], { noise });
    expect(images(received)).toHaveLength(1);
    expect(lines(received)).toEqual([
      expect.stringMatching(/^INFO {4}noise-adjust: prewhitening with .* of measurement n1/),
    ]);
  });

  it("warns if readouts produce no image", async () => {
    const [navigator] = [smallReadout(0)];
    navigator!.writeBigUInt64LE(1n << 22n, 2 + 2); // isNavigationData
    const received = await converse([configFile("default"), text(3, smallHeader()), navigator!, close]);
    expect(lines(received)).toEqual(["WARNING 1 readout and 0 images produced no image"]);
  });

  it("warns of parameters that arrive too late", async () => {
    const late = text(5, '{"parameters":{"trigger":"none"}}');
    const received = await converse([configFile("default"), text(3, smallHeader()), ...smallReadouts(), late, close]);
    expect(lines(received)).toEqual([
      "WARNING a text has no effect here: parameters come once, right after the header",
    ]);
  });

  it("answers a query in any state", async () => {
    const [early, late] = [query(5n, "larmor::version"), query(6n, "gadgetron::version")];
    const received = await converse([early, configFile("null"), text(3, "x"), late, close]);
    expect(received).toEqual([
      { kind: "response", correlationId: 5n, text: "0.0.0-test" },
      { kind: "response", correlationId: 6n, text: "Larmor 0.0.0-test" },
      { kind: "close" },
    ]);
  });

  it.each([
    ["nothing at all", []],
    ["a config and CLOSE, as a dependency query does", [configFile("default"), close]],
    ["a config, a header and CLOSE", [configFile("default"), text(3, smallHeader()), close]],
    ["a header that is not XML, to a chain that needs none", [configFile("null"), text(3, "Dummy XML header"), close]],
  ])("ends quietly with CLOSE after %s", async (_name, pieces) => {
    expect(await converse(pieces)).toEqual([{ kind: "close" }]);
  });
});

describe("a session that fails sends the client the reason, then CLOSE", () => {
  const header = text(3, smallHeader());
  it.each<[string, Uint8Array[], RegExp]>([
    [
      "an unknown config",
      [configFile("cartesain"), header, close],
      /there is no chain 'cartesain'; did you mean 'cartesian'\?/,
    ],
    [
      "an unterminated config name",
      [configFile("x".repeat(1000)), header, close],
      /is not a name: .* of at most 100 characters/,
    ],
    [
      "XML that is not a Gadgetron chain",
      [text(2, "<?xml version='1.0'?><configuration/>"), header, close],
      /CONFIG_TEXT:1:22: <configuration> needs <version>2<\/version>/,
    ],
    [
      "images for a chain of readouts",
      [configFile("default"), header, smallImage()],
      /chain default accepts acquisitions and waveforms; it received images/,
    ],
    ["a config with a path", [configFile("../default"), header, close], /is not a name/],
    [
      "a chain's text with an error",
      [text(2, "description: d\nchain: [extrct]"), header, close],
      /CONFIG_TEXT:2:9: unknown gadget 'extrct'; did you mean 'extract'\?/,
    ],
    [
      "readouts before a config",
      [smallReadout(0)],
      /in state 'config' the server expects a config .*the client sent an acquisition message/,
    ],
    ["readouts before a header", [configFile("default"), smallReadout(0)], /in state 'header' the server expects/],
    [
      "a second config",
      [configFile("default"), header, smallReadout(0), configFile("default")],
      /in state 'data' the server expects/,
    ],
    ["a broken header", [configFile("default"), text(3, "<ismrmrdHeader><encoding>"), close], /header/],
    [
      "no header if a step needs it",
      [configFile("default"), text(3, "Dummy XML header"), smallReadout(0), close],
      /step 1, remove-oversampling \(default\.yaml:\d+:5\): this step needs the measurement's MRD header/,
    ],
    [
      "a parameter of the wrong type",
      [configFile("default"), header, text(5, '{"parameters":{"trigger":"never"}}'), close],
      /accumulate .*'trigger' is "never"; it must be one of none, count/,
    ],
    ["an unknown message id", [configFile("default"), header, u16(77)], /message id 77 is unknown/],
    [
      "a deprecated message id",
      [configFile("default"), header, u16(1009)],
      /message id 1009, ISMRMRD_IMAGE_CPLX_FLOAT, is deprecated/,
    ],
    [
      "a stream cut inside a message",
      [configFile("default"), header, smallReadout(0).subarray(0, 200)],
      /the stream ended inside message 3/,
    ],
    [
      "a readout of another length",
      [configFile("default"), header, smallReadout(7), smallReadout(8, 0, 16), close],
      /chain default, step 3, to-buffer \(default\.yaml:\d+:5\), at scan counter 8: readout 8 has 16 samples and 2 channels/,
    ],
  ])("%s", async (_name, pieces, expected) => {
    const received = await converse(pieces);
    expect(images(received)).toEqual([]);
    expect(lines(received)).toHaveLength(1);
    expect(lines(received)[0]).toMatch(/^ERROR {3}/);
    expect(lines(received)[0]).toMatch(expected);
    expect(received.at(-1)).toEqual({ kind: "close" });
  });

  it("while the client is still sending", async () => {
    const { client, ended } = startSession();
    client.write(configFile("unknown"));
    client.write(header);
    const reader = new MessageReader();
    const received: WireMessage[] = [];
    client.on("data", (chunk: Uint8Array) => received.push(...reader.push(chunk)));
    // The chain is read from the disk, which may be slow on a busy machine.
    const deadline = Date.now() + 20_000;
    for (let i = 0; received.length < 2 && Date.now() < deadline; i += 1) {
      client.write(smallReadout(i % 8, Math.floor(i / 8)));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(received.map(({ kind }) => kind)).toEqual(["text", "close"]);
    client.end();
    await ended;
  });
});

describe("the server's default chain", () => {
  it("runs if the config is unknown, and is reported to the client", async () => {
    const received = await converse([configFile("site_special"), text(3, smallHeader()), ...smallReadouts(), close], {
      defaultConfig: "default",
    });
    expect(lines(received)[0]).toMatch(
      /^WARNING running the server's default chain 'default' instead of 'site_special': there is no chain 'site_special'/,
    );
    expect(images(received)).toHaveLength(1);
  });

  it("does not replace an invalid chain", async () => {
    const received = await converse([text(2, "chain: [x]"), text(3, smallHeader()), close], {
      defaultConfig: "default",
    });
    expect(lines(received)[0]).toMatch(/^ERROR/);
  });
});

describe("saving", () => {
  const stream = [
    configFile("default"),
    text(3, smallHeader()),
    text(5, '{"parameters":{"trigger":"repetition"}}'),
    ...smallReadouts(),
    close,
  ];

  it("saves readouts, header, config and parameters, named by date, time and session", async () => {
    const target = join(folder, "always");
    await converse(stream, into(target));
    const [name, ...others] = readdirSync(target);
    expect(others).toEqual([]);
    expect(name).toMatch(/^MRD_input_\d{4}-\d\d-\d\d-\d{6}_session1\.h5$/);
    const file = await MrdFile.open(join(target, name!));
    const group = file.group("dataset");
    expect([group.configFile, group.header, group.configAdditional]).toEqual([
      "default",
      smallHeader(),
      '{"parameters":{"trigger":"repetition"}}',
    ]);
    expect([...group.acquisitions()].map(({ header }) => header.kspaceEncodeStep1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    file.close();
  });

  it("names the file after its protocol on request", async () => {
    const target = join(folder, "by-protocol");
    await converse(stream, { saving: { ...into(target).saving, nameByProtocol: true } });
    expect(readdirSync(target)).toEqual([expect.stringMatching(/^small_test_\d{4}-\d\d-\d\d-\d{6}_session1\.h5$/)]);
  });

  it("reports to the client, before CLOSE, what is missing from the file", async () => {
    const target = join(folder, "lacking");
    const session = startSession(into(target));
    for (const piece of stream.slice(0, -1)) session.client.write(piece);
    await vi.waitFor(() => expect(readdirSync(target)).toHaveLength(1));
    rmSync(target, { recursive: true });
    session.client.end(close);
    const received = await answerOf(session);
    expect(images(received)).toHaveLength(1);
    expect(lines(received).at(-1)).toMatch(/^WARNING saving ended, and all saved data are lost: .* was deleted/);
    expect(received.at(-1)).toEqual({ kind: "close" });
  });

  it("creates separate files for measurements in the same second", async () => {
    const target = join(folder, "many");
    await Promise.all(Array.from({ length: 4 }, () => converse(stream, into(target))));
    expect(readdirSync(target)).toHaveLength(4);
  });

  it("continues when the reconstruction fails, up to the client's CLOSE", async () => {
    const target = join(folder, "failed");
    const outside = smallReadout(3, 0, 16);
    const received = await converse(
      [configFile("default"), text(3, smallHeader()), outside, ...smallReadouts(2), close],
      into(target),
    );
    expect(lines(received).at(-1)).toMatch(/^ERROR {3}chain default, step 3, to-buffer/);
    const [name] = readdirSync(target);
    const file = await MrdFile.open(join(target, name!));
    expect(file.group("dataset").acquisitionCount).toBe(17);
    file.close();
  });

  it("continues if there is no such chain", async () => {
    const target = join(folder, "unknown");
    await converse([configFile("unknown"), ...stream.slice(1)], into(target));
    const [name] = readdirSync(target);
    const file = await MrdFile.open(join(target, name!));
    expect(file.group("dataset").acquisitionCount).toBe(8);
    file.close();
  });

  it("is done by `savedataonly`, whatever the server's settings", async () => {
    const target = join(folder, "only");
    const received = await converse([configFile("savedataonly"), ...stream.slice(1)], {
      saving: { ...into(target).saving, always: false },
    });
    expect(images(received)).toEqual([]);
    expect(readdirSync(target)).toHaveLength(1);
  });

  const saving = "description: d\nsave: true\nchain: [accumulate, to-buffer, simple-recon, extract]\n";
  const legacy = `<gadgetronStreamConfiguration>
  <gadget><classname>IsmrmrdDumpGadget</classname></gadget>
  <gadget><classname>NoiseAdjustGadget</classname></gadget>
</gadgetronStreamConfiguration>`;

  it.each([
    ["CONFIG_TEXT:2:7", saving],
    ["CONFIG_TEXT:2:3", legacy],
  ])("is not done for a client's chain alone: %s", async (place, chain) => {
    const target = join(folder, `none-${place.replaceAll(":", "-")}`);
    const options = { saving: { ...into(target).saving, always: false } };
    const received = await converse([text(2, chain), ...stream.slice(1)], options);
    const warning = `${place}: 'save' has no effect, since this chain came from a client; the server's -s saves all data, and its --client-steps save those of such chains`;
    expect(lines(received)).toContainEqual(expect.stringContaining(`WARNING ${warning}`));
    expect(existsSync(target)).toBe(false);
  });

  it("is done for a client's chain if the server allows that", async () => {
    const target = join(folder, "allowed");
    const received = await converse([text(2, saving), ...stream.slice(1)], {
      saving: { ...into(target).saving, always: false },
      clientRights: { steps: ["save"], addresses: [] },
    });
    expect(lines(received).join("\n")).not.toContain("'save' has no effect");
    expect(readdirSync(target)).toHaveLength(1);
  });

  it("that fails is reported to the client, which gets its images all the same", async () => {
    const notAFolder = join(folder, "file");
    writeFileSync(notAFolder, "");
    const received = await converse(stream, into(notAFolder));
    expect(lines(received)[0]).toMatch(
      /^WARNING incoming data are NOT saved to .*file can't be created: a file is where a folder should be/,
    );
    expect(images(received)).toHaveLength(1);
  });
});
