import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFileWriter } from "../../src/formats/mrd-hdf5/index.ts";
import {
  type Acquisition,
  DataType,
  formatHeader,
  type Image,
  MessageReader,
  serialize,
  type Waveform,
  type WireMessage,
} from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { image, openGroup, temporaryPath } from "../formats/mrd-hdf5/fixtures.ts";
import { compileWithLibismrmrd } from "../support/libismrmrd.ts";
import { skipReason, withReason } from "../support/peers.ts";
import { converse, images } from "../support/session.ts";

const measurement = phantom({ matrix: 16, coils: 3, noiseReadouts: 1, coordinates: true, waveforms: true });
const header = formatHeader(measurement.header);
const attributes = "<ismrmrdMeta><meta><name>Comment</name><value>µ</value></meta></ismrmrdMeta>";
const pictures = [0, 1].map((index) => image(index, { attributes }));
const chain = "description: all of it\nchain: [discard]\n";

/** A message's header and bits, for comparison independent of memory layout. */
function bits(message: Acquisition | Waveform | Image) {
  const { trajectory = [] } = message as Partial<Acquisition>;
  const { attributes = "" } = message as Partial<Image>;
  // The attribute length of an image is set by the writer.
  const { attributeStringLen, ...fields } = message.header.toObject() as Record<string, unknown>;
  return { kind: message.kind, fields, attributes, trajectory: [...trajectory], data: [...message.data] };
}

const reason = skipReason("g++");
describe.skipIf(reason)(withReason("MRD streams of ISMRMRD's C++ structures", reason), () => {
  let peer: string | undefined;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "larmor-libismrmrd-"));
    peer = compileWithLibismrmrd(new URL("libismrmrd-peer.cpp", import.meta.url), folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the peer sends of a file that holds the measurement and the pictures. */
  async function theirStream(config: string): Promise<Buffer> {
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path);
    writer.writeHeader(header);
    for (const readout of measurement.acquisitions()) writer.append(readout);
    for (const waveform of measurement.waveforms()) writer.append(waveform);
    for (const picture of pictures) writer.append(picture);
    writer.close();
    return execFileSync(peer!, ["write", path, config], { maxBuffer: 1 << 26 });
  }
  /** Lets the peer read a stream. @returns what it printed, and all that is in the file it wrote */
  async function readByPeer(stream: Buffer) {
    const path = temporaryPath();
    const printed = execFileSync(peer!, ["read", path], { input: stream, encoding: "utf8" });
    const group = await openGroup(path);
    const pictures = group.series.flatMap(({ name }) => [...group.images(name)]);
    return { printed, header: group.header, messages: [...group.acquisitions(), ...group.waveforms(), ...pictures] };
  }

  it.for(["cartesian", chain])("are read bit by bit, with config %j", async (config, { skip }) => {
    if (peer === undefined) return skip("libismrmrd-dev is not installed");
    const read: WireMessage[] = [...new MessageReader().push(await theirStream(config))];
    expect(read.slice(0, 2)).toEqual([
      config === chain ? { kind: "config-text", text: chain } : { kind: "config-file", name: "cartesian" },
      { kind: "header", text: header },
    ]);
    expect(read.at(-1)).toEqual({ kind: "close" });
    expect((read.slice(2, -1) as Acquisition[]).map(bits)).toEqual(
      [...measurement.waveforms(), ...measurement.acquisitions(), ...pictures].map(bits),
    );
  });

  it("are written so that these structures hold every bit", async ({ skip }) => {
    if (peer === undefined) return skip("libismrmrd-dev is not installed");
    const pixels = [DataType.ushort, DataType.short, DataType.complexFloat];
    const sent = [
      ...measurement.acquisitions(),
      ...measurement.waveforms(),
      ...pixels.map((dataType) => image(1, { series: dataType, dataType, attributes })),
    ];
    const around: WireMessage[] = [
      { kind: "config-file", name: "cartesian" },
      { kind: "config-text", text: "chain: [ß]" },
      { kind: "header", text: header },
      { kind: "text", text: "INFO    µ" },
    ];
    const stream = [...around, ...sent, { kind: "close" } as const].flatMap(serialize);
    const found = await readByPeer(Buffer.concat(stream));
    expect(found.printed).toBe("config file cartesian\nconfig text chain: [ß]\ntext INFO    µ\nclose\n");
    expect(found.header).toBe(header);
    expect(found.messages.map(bits)).toEqual(sent.map(bits));
  });

  it("get images of a session, which these structures hold too", async ({ skip }) => {
    if (peer === undefined) return skip("libismrmrd-dev is not installed");
    const stream = await theirStream(
      chain.replace("discard", "remove-oversampling, accumulate, to-buffer, simple-recon, extract"),
    );
    // Without the pictures: the chain takes none.
    const readouts = [...new MessageReader().push(stream)].filter(({ kind }) => kind !== "image");
    const received = await converse(readouts.flatMap(serialize));
    const found = await readByPeer(Buffer.concat(received.flatMap(serialize)));
    expect(found.messages.map(bits)).toEqual(images(received).map(bits));
    expect(found.messages).toHaveLength(1);
  });
});
