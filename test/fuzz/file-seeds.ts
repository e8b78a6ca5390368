import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dicomSink } from "../../src/formats/dicom/index.ts";
import { mrdSink } from "../../src/formats/mrd-hdf5/index.ts";
import { mrd2Sink } from "../../src/formats/mrd2/index.ts";
import { niftiSink } from "../../src/formats/nifti/index.ts";
import type { MeasurementSource, SinkFormat, SourceMessage } from "../../src/formats/source/index.ts";
import { formatHeader } from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { fullHeader, ramp, sourceOf } from "../formats/image-series/image-source.ts";
import { raidFile, type TestScan, vbFile } from "../support/siemens-file.ts";
import { protocolText, smallProtocol } from "../support/siemens-protocol.ts";

/** The files of a measurement that is intact, by name; the one that is opened comes first. */
export type FileSeed = Readonly<Record<string, Buffer>>;

/** A small measurement in each format that is read, except fastMRI's, which needs another program to write it. */
export async function fileSeeds(): Promise<Record<string, FileSeed>> {
  const siemens = { buffers: { Meas: protocolText(smallProtocol) }, scans: siemensScans };
  const images = [0, 1].map((slice) => ramp({ slice, position: [0, 0, 5 * slice] }));
  const { header, acquisitions } = phantom({ matrix: 8, coils: 2 });
  const raw = [...acquisitions()];
  const rawSource = {
    ...sourceOf([], formatHeader(header)),
    counts: () => ({ acquisitions: 8, waveforms: 0, images: 0 }),
  };
  const imageSource = sourceOf(images, fullHeader);
  return {
    "Siemens VD": { "meas.dat": raidFile([siemens]) },
    "Siemens VB": { "meas.dat": vbFile(siemens) },
    "MRD 2": await filesOf(mrd2Sink, "scan.mrd2", rawSource, raw),
    MRD: await filesOf(mrdSink, "scan.h5", rawSource, raw),
    DICOM: await filesOf(dicomSink, "image.dcm", imageSource, images.slice(0, 1)),
    "enhanced DICOM": await filesOf(dicomSink, "images.dcm", imageSource, images, true),
    NIfTI: await filesOf(niftiSink, "images.nii", imageSource, images),
    "NIfTI, compressed": await filesOf(niftiSink, "images.nii.gz", imageSource, images),
    BART: {
      "scan.cfl": Buffer.from(Float32Array.from({ length: 2 * 4 * 3 * 2 }, (_, i) => i).buffer),
      "scan.hdr": Buffer.from("# Dimensions\n4 3 1 2 \n# Command\nx\n"),
    },
    Philips: philips(),
    Bruker: bruker(),
    GE: { "P12345.7": pfile() },
  };
}

const siemensScans: readonly TestScan[] = Array.from({ length: 4 }, (_, line) => ({
  counters: [line],
  data: [0, 1].map((coil) => Array.from({ length: 32 }, (_, i) => 100 * coil + i)),
}));

/** What a sink writes. */
async function filesOf(
  format: SinkFormat,
  name: string,
  source: MeasurementSource,
  messages: readonly SourceMessage[],
  enhanced = false,
): Promise<FileSeed> {
  const folder = mkdtempSync(join(tmpdir(), "larmor-file-seed-"));
  try {
    const target = { overwrite: false, index: 0, count: 1, version: "1", enhanced };
    const sink = await format.open(join(folder, name), source, target);
    for (const message of messages) await sink.write(message);
    await sink.close();
    const names = readdirSync(folder).toSorted((a, b) => Number(b === name) - Number(a === name));
    return Object.fromEntries(names.map((each) => [each, readFileSync(join(folder, each))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function philips(): FileSeed {
  const columns = "mix dyn card echo loca chan extr1 extr2 ky kz n.a. aver sign rf grad enc rtop rr size offset";
  const rows = [-2, -1, 0, 1].map((ky, i) => `  STD 0 0 0 0 0 0 0 0 ${ky} 0 0 0 1 0 0 0 0 0 64 ${64 * i}`);
  const list = [
    "# === DATA DESCRIPTION FILE ======",
    "# Scan name   : test",
    ".    0    0    0  kx_range                           :   -4     3",
    ".    0    0    0  ky_range                           :   -2     1",
    ".    0    0    0  number of coil channels            :     1",
    "# === START OF DATA VECTOR INDEX ===",
    `# typ ${columns}`,
    ...rows,
    "# === END OF DATA VECTOR INDEX ===",
  ];
  return { "scan.list": Buffer.from(`${list.join("\r\n")}\r\n`), "scan.data": Buffer.alloc(256, 1) };
}

function bruker(): FileSeed {
  const jcamp = (lines: readonly string[]) => Buffer.from(`##TITLE=ParaVision\n${lines.join("\n")}\n##END=\n`);
  return {
    fid: Buffer.alloc(4 * 1024, 2),
    acqp: jcamp([
      "##$PULPROG=( 32 )\n<FLASH.ppg>",
      "##$ACQ_dim=2",
      "##$ACQ_dim_desc=( 2 )\nSpatial Spatial",
      "##$ACQ_size=( 2 )\n16 4",
      "##$ACQ_phase_factor=1",
      "##$ACQ_obj_order=( 1 )\n0",
      "##$NI=1",
      "##$NR=1",
      "##$BYTORDA=little",
      "##$GO_raw_data_format=GO_32BIT_SGN_INT",
      "##$GO_block_size=Standard_KBlock_Format",
    ]),
    method: jcamp([
      "##$PVM_EncMatrix=( 2 )\n8 4",
      "##$PVM_Matrix=( 2 )\n8 4",
      "##$PVM_EncNReceivers=1",
      "##$PVM_EncSteps1=( 4 )\n-2 -1 0 1",
      "##$PVM_Fov=( 2 )\n40 30",
      "##$PVM_SliceThick=1.5",
    ]),
  };
}

/** A P-file of revision 27: two receivers, one slice of four lines and a baseline, 16 bits. */
function pfile(): Buffer {
  const file = Buffer.alloc(150_000 + 2 * 5 * 2 * 8 * 2 * 2);
  file.writeFloatLE(27, 0);
  file.writeInt32LE(150_000, 4);
  file.writeInt32LE(140_000, 40);
  for (const [offset, value] of [
    [140, 1],
    [144, 1],
    [146, 1],
    [158, 2],
    [178, 8],
    [180, 5],
    [266, 1],
  ] as const)
    file.writeInt16LE(value, offset);
  return file;
}

/** Writes files into an empty folder. @returns the path of the one to open */
export function writeSeed(folder: string, seed: FileSeed): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(seed)) writeFileSync(join(folder, name), bytes);
  return join(folder, Object.keys(seed)[0]!);
}
