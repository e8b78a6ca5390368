import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { MrdFileWriter } from "../../../src/formats/mrd-hdf5/index.ts";
import { type AcquisitionHeader, DataType, type ImageHeader, type WaveformHeader } from "../../../src/mrd/index.ts";
import { compileWithLibismrmrd } from "../../support/libismrmrd.ts";
import { hasCommand, runPython, skipReason, withReason } from "../../support/peers.ts";
import { image, openGroup, readout, temporaryPath, waveform } from "./fixtures.ts";

const COUNT = 150;
const sent = Array.from({ length: COUNT }, (_, i) => ({
  readout: readout(i, { samples: i, dimensions: i % 4 }),
  waveform: waveform(i),
  image: image(i, { attributes: i % 2 ? `<ismrmrdMeta>µ${i}</ismrmrdMeta>` : "" }),
}));

async function writeAll(path: string): Promise<void> {
  const writer = await MrdFileWriter.create(path);
  writer.writeHeader("<ismrmrdHeader>Ø</ismrmrdHeader>");
  for (const messages of sent) for (const message of Object.values(messages)) writer.append(message);
  writer.close();
}

const noCompiler = skipReason("g++");
describe.skipIf(noCompiler)(withReason("libismrmrd", noCompiler), () => {
  it("reads all that was written, and appends to it", async ({ skip }) => {
    const path = temporaryPath();
    const judge = compileWithLibismrmrd(new URL("libismrmrd-judge.cpp", import.meta.url), dirname(path));
    if (judge === undefined) return skip("libismrmrd-dev is not installed");
    await writeAll(path);
    const printed = execFileSync(judge, [path], { encoding: "utf8" }).trimEnd().split("\n");
    const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
    expect(printed).toEqual([
      "header <ismrmrdHeader>Ø</ismrmrdHeader>",
      ...sent.map(({ readout: { header, trajectory, data } }) => {
        const total = sum(data.map((value, i) => (i % 2 ? -2 * value : value)));
        return `readout ${header.scanCounter} ${header.numberOfSamples} 2 ${total} ${sum(trajectory)}`;
      }),
      ...sent.map(({ waveform: { header, data } }) => `waveform ${header.scanCounter} 8 ${data.at(-1)}`),
      // Pixel x = 1, y = 2, z = 1 of channel 1 in [2][2][3][4].
      ...sent.map(({ image: { data, attributes, header } }) => `image ${header.imageIndex} ${data[45]} ${attributes}`),
    ]);
    const group = await openGroup(path);
    expect([...group.acquisitions()].map(({ header }) => header.scanCounter)).toEqual([...sent.keys(), 9999]);
    expect([...group.waveforms()].map(({ header }) => header.scanCounter)).toEqual([...sent.keys(), 9999]);
    expect([...group.images("image_0")].map(({ header }) => header.imageIndex)).toEqual([...sent.keys(), 9999]);
    expect([...group.acquisitions()].slice(0, COUNT)).toEqual(sent.map((messages) => messages.readout));
  });
});

const noPython = skipReason("python");
describe.skipIf(noPython)(withReason("h5py", noPython), () => {
  it("reads every row as it was written", async () => {
    const path = temporaryPath();
    await writeAll(path);
    const script = `
import sys, h5py, json
with h5py.File(sys.argv[1]) as f:
    g = f["dataset"]
    plain = lambda v: {n: plain(v[n]) for n in v.dtype.names} if v.dtype.names else v.tolist()
    print(json.dumps({
        "xml": g["xml"][0].decode(),
        "readouts": [[plain(r["head"]), r["traj"].tolist(), r["data"].tolist()] for r in g["data"]],
        "waveforms": [[plain(r["head"]), r["data"].tolist()] for r in g["waveforms"]],
        "headers": [plain(r) for r in g["image_0/header"]],
        "attributes": [a.decode() for a in g["image_0/attributes"]],
        "pixels": g["image_0/data"][:].reshape(len(g["image_0/data"]), -1).tolist(),
        "shape": g["image_0/data"].shape,
    }))
`;
    const read = JSON.parse(runPython(script, [path]));
    expect(read.xml).toBe("<ismrmrdHeader>Ø</ismrmrdHeader>");
    expect(read.shape).toEqual([COUNT, 2, 2, 3, 4]);
    const plain = (header: AcquisitionHeader | WaveformHeader | ImageHeader) => {
      const { layout } = header.constructor as typeof AcquisitionHeader;
      const result: Record<string, unknown> = {};
      for (const { name, path } of layout.members) {
        const inner = path.length > 1 ? path[0]! : undefined;
        if (inner !== undefined) result[inner] ??= {};
        const place = inner === undefined ? result : (result[inner] as Record<string, unknown>);
        const value = (header as unknown as Record<string, unknown>)[name];
        place[path.at(-1)!] = JSON.parse(JSON.stringify(value, (_, v) => (typeof v === "bigint" ? Number(v) : v)));
      }
      return result;
    };
    for (const [i, { readout, waveform, image }] of sent.entries()) {
      expect(read.readouts[i]).toEqual([plain(readout.header), [...readout.trajectory], [...readout.data]]);
      expect(read.waveforms[i]).toEqual([plain(waveform.header), [...waveform.data]]);
      const attributeStringLen = Buffer.byteLength(image.attributes);
      expect(read.headers[i]).toEqual(plain(image.header.with({ attributeStringLen })));
      expect(read.pixels[i]).toEqual([...image.data]);
      expect(read.attributes[i]).toBe(image.attributes);
    }
  });

  it("reads every pixel type, complex ones by their parts", async () => {
    const path = temporaryPath();
    const writer = await MrdFileWriter.create(path);
    const types = Object.values(DataType);
    for (const dataType of types) writer.append(image(100, { series: dataType, dataType }));
    writer.close();
    const script = `
import sys, h5py, numpy, json
with h5py.File(sys.argv[1]) as f:
    for t in range(1, 9):
        a = f["dataset/image_%d/data" % t][0]
        flat = a.ravel()
        values = numpy.stack([flat["real"], flat["imag"]], 1).ravel() if a.dtype.names else flat
        print(json.dumps([values.dtype.str, values.tolist()]))
`;
    const lines = runPython(script, [path]).trim().split("\n");
    const names = ["<u2", "<i2", "<u4", "<i4", "<f4", "<f8", "<f4", "<f8"];
    for (const [i, dataType] of types.entries()) {
      expect(JSON.parse(lines[i]!)).toEqual([names[i], [...image(100, { dataType }).data]]);
    }
  });

  it("appends rows of its own to our datasets", async () => {
    const path = temporaryPath();
    await writeAll(path);
    const script = `
import sys, h5py
with h5py.File(sys.argv[1], "r+") as f:
    d = f["dataset/data"]
    last = d[-1]
    d.resize(len(d) + 200, 0)
    for i in range(${COUNT}, ${COUNT} + 200):
        last["head"]["scan_counter"] = i
        d[i] = last
    f.create_group("dataset/mine")
`;
    runPython(script, [path]);
    const counters = [...(await openGroup(path)).acquisitions()].map(({ header }) => header.scanCounter);
    expect(counters).toEqual(Array.from({ length: COUNT + 200 }, (_, i) => i));
  });
});

const noH5dump = skipReason("h5dump", "ismrmrd_generate_cartesian_shepp_logan", "ismrmrd_recon_cartesian_2d");
describe.skipIf(noH5dump)(withReason("h5dump", noH5dump), () => {
  it("sees the types of libismrmrd's own files", async () => {
    const [ours, theirs] = [temporaryPath(), temporaryPath()];
    execFileSync("ismrmrd_generate_cartesian_shepp_logan", ["-m", "8", "-c", "1", "-o", theirs], { stdio: "pipe" });
    execFileSync("ismrmrd_recon_cartesian_2d", [theirs], { stdio: "pipe" });
    const writer = await MrdFileWriter.create(ours);
    writer.writeHeader("<ismrmrdHeader/>");
    writer.append(readout(0));
    writer.append(image(0));
    writer.writeArray("csm", [1, 2], DataType.complexFloat, new Float32Array(4));
    writer.close();
    const type = (path: string, dataset: string) => {
      const text = execFileSync("h5dump", ["-H", "-d", dataset, path], { encoding: "utf8" });
      return text.slice(text.indexOf("DATATYPE"), text.indexOf("DATASPACE"));
    };
    expect(type(ours, "/dataset/xml")).toBe(type(theirs, "/dataset/xml"));
    expect(type(ours, "/dataset/data")).toBe(type(theirs, "/dataset/data"));
    expect(type(ours, "/dataset/csm")).toBe(type(theirs, "/dataset/csm"));
    expect(type(ours, "/dataset/image_0/header")).toBe(type(theirs, "/dataset/cpp/header"));
    expect(type(ours, "/dataset/image_0/attributes")).toBe(type(theirs, "/dataset/cpp/attributes"));
  });

  it("finds a file of every kind of content in order", async () => {
    const path = temporaryPath();
    await writeAll(path);
    const text = execFileSync("h5dump", ["-y", path], { encoding: "utf8", maxBuffer: 1 << 28 });
    expect(text.match(/DATASET "/g)?.length).toBe(6);
    if (hasCommand("h5stat")) execFileSync("h5stat", [path], { stdio: "pipe" });
  });
});

const noTools = skipReason("ismrmrd_generate_cartesian_shepp_logan", "ismrmrd_recon_cartesian_2d");
describe.skipIf(noTools)(withReason("ISMRMRD's tools", noTools), () => {
  it("reconstruct the same image from our copy of their measurement", async () => {
    const theirs = temporaryPath();
    execFileSync("ismrmrd_generate_cartesian_shepp_logan", ["-m", "32", "-c", "2", "-o", theirs], { stdio: "pipe" });
    const source = await openGroup(theirs);
    const ours = temporaryPath();
    const writer = await MrdFileWriter.create(ours);
    writer.writeHeader(source.header!);
    for (const acquisition of source.acquisitions()) writer.append(acquisition);
    writer.close();
    const images = [];
    for (const path of [theirs, ours]) {
      // A copy, because HDF5 keeps what it read of a file that is open.
      execFileSync("cp", [path, `${path}.copy`]);
      execFileSync("ismrmrd_recon_cartesian_2d", [`${path}.copy`], { stdio: "pipe" });
      images.push([...(await openGroup(`${path}.copy`)).images("cpp")]);
    }
    expect(images[0]!.length).toBe(1);
    expect(images[1]).toEqual(images[0]);
  });
});
