import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { counted } from "../../text/index.ts";
import { FileParts, Remarks, readoutSource } from "../raw/index.ts";
import type { MeasurementSource, SourceFormat } from "../source/index.ts";
import { headerOf } from "./header.ts";
import { JcampDx } from "./jcamp-dx.ts";
import { readoutsOf } from "./readouts.ts";
import { blockCountOf, scanOf } from "./scan.ts";

const dataFiles = ["fid", "rawdata.job0"];

/** Folders of scans by Bruker's ParaVision: `fid` or `rawdata.job0`, with the parameters in `method` and `acqp`. */
export const brukerSource: SourceFormat = {
  name: "Bruker ParaVision",
  files: "folder of a scan, fid, rawdata.job0",
  recognises: ({ path, isFolder }) => dataFileOf(path, isFolder) !== undefined,
  open: async (path) => [open(dataFileOf(path, statSync(path).isDirectory())!)],
};

function dataFileOf(path: string, isFolder: boolean): string | undefined {
  const folder = isFolder ? path : dirname(path);
  if (!["method", "acqp"].every((name) => existsSync(join(folder, name)))) return undefined;
  if (!isFolder) return dataFiles.includes(basename(path)) ? path : undefined;
  return dataFiles.map((name) => join(folder, name)).find((file) => existsSync(file));
}

function open(path: string): MeasurementSource {
  const folder = dirname(path);
  const parameters = JcampDx.ofFiles([join(folder, "acqp"), join(folder, "method")]);
  const remarks = new Remarks();
  const scan = scanOf(path, parameters, basename(path) !== "fid", remarks);
  const file = new FileParts(path);
  const blocks = blockCountOf(scan);
  if (file.size > blocks * scan.blockBytes) {
    const rest = file.size - blocks * scan.blockBytes;
    remarks.add(
      "warning",
      `${path} has ${counted(rest, "byte")} more than its parameters say, which are ignored`,
      blocks * scan.blockBytes,
    );
  }
  remarks.add("info", "directions and positions are those of ParaVision's gradients, without the patient's position");
  remarks.add("info", "ParaVision stores no time stamps and no noise with a scan");
  return readoutSource({
    name: parameters.text("ACQ_scan_name") || parameters.text("ACQ_protocol_name") || basename(folder),
    header: headerOf(parameters, scan),
    remarks,
    counts: { acquisitions: blocks, waveforms: 0, images: 0 },
    messages: () => readoutsOf(file, parameters, scan, remarks),
    close: () => file.close(),
  });
}
