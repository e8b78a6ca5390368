import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { MrdFile } from "../../../src/formats/mrd-hdf5/index.ts";
import { type Acquisition, DataType } from "../../../src/mrd/index.ts";
import { runPython, skipReason, withReason } from "../../support/peers.ts";
import { openGroup, temporaryPath } from "./fixtures.ts";

/** A file as written by ismrmrd-python: packed structs, so that the trajectory is at 340. Tests can change `head`. */
const ismrmrdPython = `
import sys, h5py, numpy as np
f32v = h5py.special_dtype(vlen=np.dtype("<f4"))
counters = [(n, "<u2") for n in "kspace_encode_step_1 kspace_encode_step_2 average slice contrast phase repetition set segment".split()] + [("user", "<u2", 8)]
head = [("version", "<u2"), ("flags", "<u8"), ("measurement_uid", "<u4"), ("scan_counter", "<u4"),
  ("acquisition_time_stamp", "<u4"), ("physiology_time_stamp", "<u4", 3), ("number_of_samples", "<u2"),
  ("available_channels", "<u2"), ("active_channels", "<u2"), ("channel_mask", "<u8", 16), ("discard_pre", "<u2"),
  ("discard_post", "<u2"), ("center_sample", "<u2"), ("encoding_space_ref", "<u2"), ("trajectory_dimensions", "<u2"),
  ("sample_time_us", "<f4"), ("position", "<f4", 3), ("read_dir", "<f4", 3), ("phase_dir", "<f4", 3),
  ("slice_dir", "<f4", 3), ("patient_table_position", "<f4", 3), ("idx", counters), ("user_int", "<i4", 8), ("user_float", "<f4", 8)]
def readouts(group, head, count=30, name="data"):
    row = np.dtype([("head", head), ("traj", f32v), ("data", f32v)])
    d = group.create_dataset(name, (count,), row, maxshape=(None,))
    for i in range(count):
        r = np.zeros(1, row)
        h = r["head"]
        h["flags"], h["scan_counter"] = 2**63 + 2**18, i
        h["number_of_samples"], h["active_channels"], h["trajectory_dimensions"] = i, 2, 1
        h["idx"]["segment"], h["user_int"], h["user_float"], h["channel_mask"][:, 15] = i, -i, i / 4, 2**64 - 1
        r["traj"][0], r["data"][0] = np.arange(i, dtype="<f4"), np.arange(4 * i, dtype="<f4") + i
        d[i:i + 1] = r
    return d
f = h5py.File(sys.argv[1], "w")
`;

function expectReadouts(readouts: readonly Acquisition[]): void {
  expect(readouts.length).toBe(30);
  readouts.forEach(({ header, trajectory, data }, i) => {
    expect(header).toMatchObject({ scanCounter: i, numberOfSamples: i, segment: i, flags: (1n << 63n) + (1n << 18n) });
    expect(header.userInt).toEqual(Array(8).fill(i === 0 ? 0 : -i));
    expect(header.userFloat).toEqual(Array(8).fill(i / 4));
    expect(header.channelMask.at(-1)).toBe(2n ** 64n - 1n);
    expect(trajectory).toEqual(Float32Array.from({ length: i }, (_, k) => k));
    expect(data).toEqual(Float32Array.from({ length: 4 * i }, (_, k) => k + i));
  });
}

const noPython = skipReason("python");
describe.skipIf(noPython)(withReason("a file made by h5py", noPython), () => {
  it("with packed structs gives its readouts", async () => {
    const path = temporaryPath();
    runPython(`${ismrmrdPython}readouts(f.create_group("dataset"), head)`, [path]);
    expectReadouts([...(await openGroup(path)).acquisitions()]);
  });

  it("with the members of its header in another order, and padded, gives its readouts", async () => {
    const path = temporaryPath();
    const script = `${ismrmrdPython}readouts(f.create_group("dataset"), np.dtype(head[12:] + head[:12], align=True))`;
    runPython(script, [path]);
    expectReadouts([...(await openGroup(path)).acquisitions()]);
  });

  it.each([
    [
      "of another type",
      `[h if h[0] != "flags" else ("flags", "<i8") for h in head]`,
      "head.flags is i64, expected u64",
    ],
    ["of another length", `head[:-1] + [("user_float", "<f4", 4)]`, "head.user_float is f32[4], expected f32[8]"],
    [
      "of another byte order",
      `[h if h[0] != "scan_counter" else ("scan_counter", ">u4") for h in head]`,
      "head.scan_counter is big-endian u32, expected u32",
    ],
    ["that is missing", `[h for h in head if h[0] != "position"]`, "head.position is missing"],
  ])("with a header member %s is refused by the member's name", async (_, head, message) => {
    const path = temporaryPath();
    runPython(
      `${ismrmrdPython}row = np.dtype([("head", ${head}), ("traj", f32v), ("data", f32v)])
f.create_dataset("dataset/data", (1,), row)`,
      [path],
    );
    const group = await openGroup(path);
    expect(() => [...group.acquisitions()]).toThrow(
      expect.objectContaining({ code: "unsupported-layout", message: expect.stringContaining(message) as string }),
    );
  });

  it("with data of float64 is refused by the member's name", async () => {
    const path = temporaryPath();
    runPython(
      `${ismrmrdPython}row = np.dtype([("head", head), ("traj", f32v), ("data", h5py.special_dtype(vlen=np.dtype("<f8")))])
f.create_dataset("dataset/data", (1,), row)`,
      [path],
    );
    const group = await openGroup(path);
    expect(() => [...group.acquisitions()]).toThrow("member data is not a sequence of little-endian float32");
  });

  it("whose header announces other data than it holds is refused by the row", async () => {
    const path = temporaryPath();
    runPython(
      `${ismrmrdPython}d = readouts(f.create_group("dataset"), head)
r = d[20]
r["head"]["number_of_samples"] = 7
d[20] = r`,
      [path],
    );
    const group = await openGroup(path);
    expect(() => [...group.acquisitions()]).toThrow(
      expect.objectContaining({
        code: "malformed-message",
        message: expect.stringContaining("/dataset/data[20]: readout 20") as string,
      }),
    );
  });

  it.each(["", ', compression="gzip"'])(
    "that announces more rows than it can hold is refused before one is read (%s)",
    async (filter) => {
      const path = temporaryPath();
      runPython(
        `${ismrmrdPython}row = np.dtype([("head", head), ("traj", f32v), ("data", f32v)])
f.create_dataset("dataset/data", (10**12,), row, chunks=(1000,)${filter})`,
        [path],
      );
      const group = await openGroup(path);
      expect(group.acquisitionCount).toBe(10 ** 12);
      expect(() => group.acquisitions().next()).toThrow(
        expect.objectContaining({
          code: "read-failed",
          message: expect.stringMatching(
            /dataset\/data announces 1000000000000 rows of \d+ bytes, more than a file of \d+ bytes can hold/,
          ) as string,
        }),
      );
    },
  );

  it("gives waveforms of its packed header", async () => {
    const path = temporaryPath();
    runPython(
      `${ismrmrdPython}
wave = [("version", "<u2"), ("flags", "<u8"), ("measurement_uid", "<u4"), ("scan_counter", "<u4"), ("time_stamp", "<u4"),
  ("number_of_samples", "<u2"), ("channels", "<u2"), ("sample_time_us", "<f4"), ("waveform_id", "<u2")]
row = np.dtype([("head", wave), ("data", h5py.special_dtype(vlen=np.dtype("<u4")))])
d = f.create_dataset("dataset/waveforms", (3,), row)
for i in range(3):
    r = np.zeros(1, row)
    r["head"]["flags"], r["head"]["number_of_samples"], r["head"]["channels"], r["head"]["waveform_id"] = 2**40, 5, 2, i
    r["data"][0] = np.arange(10, dtype="<u4")
    d[i:i + 1] = r`,
      [path],
    );
    const waveforms = [...(await openGroup(path)).waveforms()];
    expect(waveforms.map(({ header }) => header.waveformId)).toEqual([0, 1, 2]);
    expect(waveforms[1]!.header).toMatchObject({ flags: 1n << 40n, numberOfSamples: 5, channels: 2 });
    expect(waveforms[1]!.data).toEqual(Uint32Array.from({ length: 10 }, (_, i) => i));
  });

  it("gives texts of every kind of string", async () => {
    const path = temporaryPath();
    runPython(
      `${ismrmrdPython}
g = f.create_group("dataset")
g.create_dataset("xml", (1,), h5py.special_dtype(vlen=bytes))[0] = "<xml>Ø</xml>".encode()
g.create_dataset("config", data="scalar Ø")
g["config_file"] = np.array(["fixed.yaml".encode()], dtype="S20")
g.create_dataset("configAdditional", (1,), h5py.special_dtype(vlen=str))`,
      [path],
    );
    const group = await openGroup(path);
    expect(group.header).toBe("<xml>Ø</xml>");
    expect(group.config).toBe("scalar Ø");
    expect(group.configFile).toBe("fixed.yaml");
    expect(group.configAdditional).toBe("");
  });

  it("gives compressed, contiguous and complex arrays", async () => {
    const path = temporaryPath();
    runPython(
      `${ismrmrdPython}
g = f.create_group("dataset")
g["xml"] = "<xml/>"
g.create_dataset("a", data=np.arange(24, dtype="<i2").reshape(2, 3, 4), compression="gzip")
g["b"] = np.arange(3, dtype=">f8")
g["c"] = np.array([[1 + 2j]], dtype="<c8")
g["d"] = np.arange(3, dtype="<i8")`,
      [path],
    );
    const group = await openGroup(path);
    expect(group.arrays).toEqual(["a", "b", "c"]);
    expect(group.array("a")).toEqual({
      shape: [2, 3, 4],
      dataType: DataType.short,
      data: Int16Array.from({ length: 24 }, (_, i) => i),
    });
    expect(group.array("b").data).toEqual(Float64Array.of(0, 1, 2));
    expect(group.array("c")).toEqual({ shape: [1, 1], dataType: DataType.complexFloat, data: Float32Array.of(1, 2) });
    expect(() => group.array("d")).toThrow("has no array d: it has a, b, c");
  });

  it("without MRD contents is refused", async () => {
    const path = temporaryPath();
    runPython(`${ismrmrdPython}f["results/table"] = np.arange(3)`, [path]);
    await expect(MrdFile.open(path)).rejects.toMatchObject({
      code: "not-mrd",
      message: expect.stringContaining("results"),
    });
  });

  it("with several groups gives each by its name, and none without", async () => {
    const path = temporaryPath();
    runPython(
      `${ismrmrdPython}
f["second/xml"] = "<b/>"
f["first/xml"] = "<a/>"
f["notes/text"] = "no measurement"`,
      [path],
    );
    const file = await MrdFile.open(path);
    expect(file.groups.map(({ name }) => name)).toEqual(["first", "second"]);
    expect(file.group("second").header).toBe("<b/>");
    expect(() => file.group()).toThrow(
      expect.objectContaining({
        code: "group-ambiguous",
        message: `${path} has several groups, name one with -g: first, second`,
      }),
    );
    expect(() => file.group("third")).toThrow(
      expect.objectContaining({ code: "group-missing", message: `${path} has no group third; it has: first, second` }),
    );
    file.close();
    file.close();
    expect(() => file.groups[0]!.header).toThrow(expect.objectContaining({ code: "closed" }));
  });
});

const noTools = skipReason("ismrmrd_generate_cartesian_shepp_logan", "ismrmrd_recon_cartesian_2d", "python");
describe.skipIf(noTools)(withReason("a file made by ISMRMRD's tools", noTools), () => {
  it("gives the readouts, images and arrays that h5py sees in it", async () => {
    const path = temporaryPath();
    const options = ["-m", "16", "-c", "3", "-r", "2", "-k", "-C", "-o", path];
    execFileSync("ismrmrd_generate_cartesian_shepp_logan", options, { stdio: "pipe" });
    execFileSync("ismrmrd_recon_cartesian_2d", [path], { stdio: "pipe" });
    const script = `
import sys, h5py, json, numpy as np
with h5py.File(sys.argv[1]) as f:
    g = f["dataset"]
    print(json.dumps({
      "xml": g["xml"][0].decode(),
      "readouts": [[int(r["head"]["scan_counter"]), int(r["head"]["idx"]["kspace_encode_step_1"]), str(r["head"]["flags"]), r["traj"].tolist(), r["data"].tolist()] for r in g["data"]],
      "image": g["cpp/data"][0].ravel().tolist(),
      "csm": g["csm"][:].view("<f4").ravel().tolist(), "shape": g["csm"].shape}))`;
    const seen = JSON.parse(runPython(script, [path]));
    const group = await openGroup(path);
    expect(group.header).toBe(seen.xml);
    expect(group.acquisitionCount).toBe(seen.readouts.length);
    const readouts = [...group.acquisitions()].map(({ header, trajectory, data }) => [
      header.scanCounter,
      header.kspaceEncodeStep1,
      String(header.flags),
      [...trajectory],
      [...data],
    ]);
    expect(readouts).toEqual(seen.readouts);
    expect(group.series).toEqual([{ name: "cpp", count: 1 }]);
    const [image] = group.images("cpp");
    expect(image!.attributes).toBe("");
    expect([...image!.data]).toEqual(seen.image);
    expect(group.arrays).toEqual(["coil_images", "csm", "phantom"]);
    expect(group.array("csm").shape).toEqual(seen.shape);
    expect([...group.array("csm").data]).toEqual(seen.csm);
    expect(() => group.images("image_0")).toThrow("has no image series image_0: it has cpp");
  });

  it("that is truncated is refused", async () => {
    const path = temporaryPath();
    execFileSync("ismrmrd_generate_cartesian_shepp_logan", ["-m", "16", "-o", path], { stdio: "pipe" });
    const size = readFileSync(path).length;
    for (const length of [size - 1, size / 2, 4096, 100]) {
      truncateSync(path, length);
      await expect(MrdFile.open(path)).rejects.toMatchObject({
        code: "not-hdf5",
        message: expect.stringContaining("truncated"),
      });
    }
  });
});

describe("what is not an HDF5 file", () => {
  it("is refused by what it is", async () => {
    const path = temporaryPath();
    await expect(MrdFile.open(path)).rejects.toMatchObject({ code: "not-found", message: `there is no file ${path}` });
    for (const [content, problem] of [
      ["", "is an empty file, not MRD: check whether the program that wrote it has finished"],
      ["text", "is not an HDF5 file, as MRD files are"],
      ["x".repeat(10_000), "is not an HDF5 file, as MRD files are"],
    ] as const) {
      writeFileSync(path, content);
      await expect(MrdFile.open(path)).rejects.toMatchObject({ code: "not-hdf5", message: `${path} ${problem}` });
    }
    await expect(MrdFile.open(temporaryPath(""))).rejects.toMatchObject({ code: "read-failed" });
  });

  it("is refused without HDF5 output on standard error", () => {
    const path = temporaryPath();
    writeFileSync(path, Buffer.concat([Buffer.from("\x89HDF\r\n\x1a\n", "latin1"), Buffer.alloc(2000)]));
    const storage = fileURLToPath(new URL("../../../src/formats/mrd-hdf5/index.ts", import.meta.url));
    const script = temporaryPath("open.ts");
    const statement = `MrdFile.open("${path}").catch((error) => console.log(error.code))`;
    writeFileSync(script, `import { MrdFile } from "${storage}";\nawait ${statement};\n`);
    const options = { encoding: "utf8", cwd: fileURLToPath(new URL("../../..", import.meta.url)) } as const;
    const { stdout, stderr } = spawnSync(process.execPath, ["--import", "jiti/register", script], options);
    expect({ stdout, stderr }).toEqual({ stdout: "not-hdf5\n", stderr: "" });
  });
});
