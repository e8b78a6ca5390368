import { existsSync } from "node:fs";
import { FileParts, Remarks, readoutSource } from "../raw/index.ts";
import { type MeasurementSource, SourceError, type SourceFormat } from "../source/index.ts";
import { ListFile } from "./list-file.ts";
import { messagesOf } from "./readouts.ts";
import { headerOf, scanOf } from "./scan.ts";

/** Data vectors that Philips' scanners export: samples in `.data`, and a text that lists them in `.list`. */
export const philipsSource: SourceFormat = {
  name: "Philips raw data (.data, .list)",
  files: ".list with .data",
  recognises: ({ path }) => /\.(list|data)$/i.test(path) && pairOf(path).list !== undefined,
  open: async (path) => [open(path)],
};

function pairOf(path: string): { readonly list: string | undefined; readonly data: string | undefined } {
  const base = path.replace(/\.(list|data)$/i, "");
  const [list, data] = ["list", "data"].map((ending) =>
    [`${base}.${ending}`, `${base}.${ending.toUpperCase()}`].find((file) => existsSync(file)),
  );
  return { list, data };
}

function open(path: string): MeasurementSource {
  const { list: listPath, data: dataPath } = pairOf(path);
  if (dataPath === undefined)
    throw new SourceError("not-found", `${path}: its samples are in the file that ends in .data, which is not there`);
  const remarks = new Remarks();
  const list = new ListFile(listPath!);
  try {
    const scan = scanOf(list, remarks);
    const data = new FileParts(dataPath);
    remarks.add("info", "Philips lists store no dwell times, positions, frequencies and time stamps");
    remarks.add("warning", "field of view: 1 mm per pixel is assumed");
    return readoutSource({
      name: list.header.comments.get("Scan name") || "Philips scan",
      header: headerOf(list, scan),
      remarks,
      counts: { acquisitions: scan.readoutCount, waveforms: 0, images: 0 },
      messages: () => messagesOf(list, data, scan, remarks),
      close: () => {
        list.close();
        data.close();
      },
    });
  } catch (error) {
    list.close();
    throw error;
  }
}
