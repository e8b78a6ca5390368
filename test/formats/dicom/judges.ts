import { execFileSync, spawnSync } from "node:child_process";

/** Problems that dicom3tools' `dciodvfy` calls errors. */
export function dciodvfyErrors(path: string): string[] {
  const { stdout, stderr } = spawnSync("dciodvfy", ["-new", path], { encoding: "utf8" });
  return `${stdout}\n${stderr}`.split("\n").filter((line) => /^(Error|Fatal)/.test(line));
}

/** Whether dcmtk's `dcmftest` takes a file for DICOM. */
export function isDicom(path: string): boolean {
  return execFileSync("dcmftest", [path], { encoding: "utf8" }).startsWith("yes:");
}

/** Prints elements and pixels of a file, in the units of its scaling, as pydicom reads them. */
const reader = `
import json, sys, pydicom, numpy
d = pydicom.dcmread(sys.argv[1])
p = d.pixel_array.astype(float)
slope, offset = float(getattr(d, "RescaleSlope", 1)), float(getattr(d, "RescaleIntercept", 0))
plain = lambda v: [plain(x) for x in v] if isinstance(v, (list, pydicom.multival.MultiValue)) else (float(v) if isinstance(v, (int, float)) else str(v))
e = {x.keyword: plain(x.value) for x in d if x.keyword and x.VR != "SQ" and x.keyword != "PixelData"}
e["shape"] = list(p.shape)
e["raw"] = p.ravel().tolist()
e["pixels"] = (p * slope + offset).ravel().tolist()
print(json.dumps(e))
`;

/** Elements of a file by keyword, `pixels` in the units of its scaling, `raw` as stored. */
export type ReadBack = Readonly<Record<string, string | number | readonly (string | number)[]>> & {
  readonly pixels: readonly number[];
  readonly raw: readonly number[];
  readonly shape: readonly number[];
};

export function readWithPydicom(path: string): ReadBack {
  return JSON.parse(execFileSync("/usr/bin/python3", ["-c", reader, path], { encoding: "utf8", maxBuffer: 1 << 28 }));
}
