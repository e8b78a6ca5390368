import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MrdFile } from "../../../src/formats/mrd-hdf5/index.ts";
import { serialize } from "../../../src/mrd/index.ts";
import { larmor } from "../../support/cli.ts";
import { runPython, skipReason, withReason } from "../../support/peers.ts";
import { noSharedData, sharedData } from "../../support/shared-data.ts";

/** Writes the readouts of a file again, as other programs store them. */
const copies = `
import sys, h5py
folder = sys.argv[1]
with h5py.File(folder + "/scan.h5") as f:
    rows, xml = f["dataset/data"][:], f["dataset/xml"][:]
    kind = f["dataset/data"].dtype
def write(name, libver=None, **options):
    with h5py.File(folder + "/" + name + ".h5", "w", libver=libver) as f:
        group = f.create_group("dataset")
        group.create_dataset("xml", data=xml, dtype=h5py.string_dtype())
        group.create_dataset("data", data=rows, dtype=kind, **options)
write("contiguous")
write("one-row-chunks", chunks=(1,), maxshape=(None,))
write("other-chunks", chunks=(7,), maxshape=(None,))
write("compressed", chunks=(7,), compression="gzip")
write("latest", libver="latest", chunks=(7,), maxshape=(None,))
write("latest-contiguous", libver="latest")
`;
const kinds = ["contiguous", "one-row-chunks", "other-chunks", "compressed", "latest", "latest-contiguous"];

/** Bytes of a header. */
const SIZE = 340;

/** Compares the headers that are read alone with those of whole readouts. */
async function expectSameHeaders(path: string): Promise<void> {
  const file = await MrdFile.open(path);
  try {
    const group = file.groups[0]!;
    const headers = Buffer.from(group.acquisitionHeaders());
    expect(headers.length).toBe(SIZE * group.acquisitionCount);
    let row = 0;
    for (const { header } of group.acquisitions()) {
      expect(headers.subarray(SIZE * row, SIZE * (row + 1)).equals(header.bytes)).toBe(true);
      row += 1;
    }
    const some = Buffer.from(group.acquisitionHeaders({ start: 5, end: 30 }));
    expect(some.equals(headers.subarray(SIZE * 5, SIZE * 30))).toBe(true);
    expect(group.acquisitionHeaders({ start: row, end: row + 5 }).length).toBe(0);
  } finally {
    file.close();
  }
}

/** Readouts of a file, each by the hash of all of its bytes. */
async function readoutsOf(path: string): Promise<string[]> {
  const file = await MrdFile.open(path);
  try {
    return Array.from(file.groups[0]!.acquisitions({ reuse: true }), (readout) => {
      const hash = createHash("sha256");
      for (const piece of serialize(readout)) hash.update(piece);
      return hash.digest("hex");
    });
  } finally {
    file.close();
  }
}

describe("headers that are read without samples", () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-headers-"));
  const noPython = skipReason("python");

  beforeAll(async () => {
    const scan = ["--matrix", "32", "--repetitions", "3", "--coils", "2", "--k-coordinates"];
    await larmor(["phantom", "-o", "scan.h5", ...scan], folder);
    if (noPython === undefined) runPython(copies, [folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are those of whole readouts", () => expectSameHeaders(join(folder, "scan.h5")));

  it.skipIf(noPython).each(kinds)(withReason("are the same however a file stores them: %s", noPython), (kind) =>
    expectSameHeaders(join(folder, `${kind}.h5`)),
  );

  it.skipIf(noPython).each(kinds.filter((kind) => kind !== "compressed"))(
    withReason("come with the samples that HDF5 reads from a compressed file: %s", noPython),
    async (kind) => {
      const readouts = await readoutsOf(join(folder, `${kind}.h5`));
      expect(new Set(readouts).size).toBe(96);
      expect(readouts).toEqual(await readoutsOf(join(folder, "compressed.h5")));
    },
  );

  it
    .skipIf(noSharedData)
    .each([
      "raw-koma-epi-other.mrd",
      "raw-lowfield-tse3d.h5",
      "raw-mrireco-norecon.h5",
      "raw-siemens-epi.h5",
      "raw-siemens-gre.h5",
    ])(withReason("are those of real measurements: %s", noSharedData), (name) =>
    expectSameHeaders(fileURLToPath(new URL(name, sharedData))),
  );
});
