import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";

/** Problems that dicom3tools' `dciodvfy` calls errors. */
export function dciodvfyErrors(path: string): string[] {
  const { stdout, stderr } = spawnSync("dciodvfy", ["-new", path], { encoding: "utf8" });
  return `${stdout}\n${stderr}`.split("\n").filter((line) => /^(Error|Fatal)/.test(line));
}

/** Whether dcmtk's `dcmftest` takes a file for DICOM. */
export function isDicom(path: string): boolean {
  return execFileSync("dcmftest", [path], { encoding: "utf8" }).startsWith("yes:");
}

/** Geometry and pixels of a file as GDCM reads them. */
export function readWithGdcm(path: string) {
  const text = execFileSync("gdcminfo", [path], { encoding: "utf8" });
  const numbers = (name: string) => new RegExp(`^${name}: \\((.*)\\)$`, "m").exec(text)![1]!.split(",").map(Number);
  const raw = `${path}.raw`;
  execFileSync("gdcmraw", ["-i", path, "-o", raw]);
  const bytes = readFileSync(raw);
  rmSync(raw);
  return {
    size: numbers("Dimensions"),
    origin: numbers("Origin"),
    spacing: numbers("Spacing"),
    cosines: numbers("DirectionCosines"),
    pixels: [...new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))],
  };
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
