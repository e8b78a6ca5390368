import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { FileStart } from "../identify/index.ts";
import type { MeasurementSource, SourceFormat, SourceProgress, SourceRemark } from "../source/index.ts";
import { DicomError } from "./errors.ts";
import { frameGeometry, framesOf, numberOf, type ReadFrame } from "./frames.ts";
import { readDicomFile } from "./read-file.ts";
import { headerOfFrames } from "./read-header.ts";
import { imageOf, triggerTime } from "./read-image.ts";

/** DICOM images: a file, or all files of a folder and its folders, as FIRE's `dicom2mrd` reads them. */
export const dicomSource: SourceFormat = {
  name: "DICOM images (a file or a folder)",
  files: ".dcm, .ima, or a folder of them",
  recognises: (start) => (start.isFolder ? dicomFiles(start.path).length > 0 : isDicom(start)),
  async open(path, { keepPatient = false }) {
    const remarks: SourceRemark[] = [];
    const paths = dicomFiles(path);
    const frames: ReadFrame[] = [];
    for (const each of paths.length === 0 ? [path] : paths) {
      try {
        frames.push(...framesOf(await readDicomFile(each)));
      } catch (error) {
        if (!(error instanceof DicomError) || error.code === "not-installed" || paths.length === 0) throw error;
        remarks.push({ level: error.code === "no-image" ? "warning" : "error", text: error.message });
      }
    }
    if (frames.length === 0) throw new DicomError("malformed", `no file of ${path} can be read: ${remarks[0]!.text}`);
    return [sourceOf(path, frames, remarks, keepPatient)];
  },
};

function isDicom({ bytes }: FileStart): boolean {
  return bytes.toString("latin1", 128, 132) === "DICM";
}

/** The files of a folder and its folders, by their endings; of a file, none. */
function dicomFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(dcm|ima)$/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return [];
    throw error;
  }
}

function sourceOf(
  path: string,
  read: readonly ReadFrame[],
  remarks: SourceRemark[],
  keepPatient: boolean,
): MeasurementSource {
  const numberOfSeries = (frame: ReadFrame) => numberOf(frame.elements, "SeriesNumber") ?? 0;
  const instance = (frame: ReadFrame) => numberOf(frame.elements, "InstanceNumber") ?? 0;
  const frames = read.toSorted(
    (a, b) => numberOfSeries(a) - numberOfSeries(b) || instance(a) - instance(b) || a.index - b.index,
  );
  const series = [...new Set(frames.map(numberOfSeries))];
  const echoTimes = distinct(frames, echoTime);
  const places = new Map(
    series.map((number) => {
      const own = frames.filter((frame) => numberOfSeries(frame) === number);
      return [
        number,
        { slices: distinct(own, height), triggers: distinct(own, triggerTime), seen: new Map<string, number>() },
      ];
    }),
  );
  const progress: { done: number; total: number; unit: string } = { done: 0, total: frames.length, unit: "image" };
  return {
    name: basename(path),
    header: headerOfFrames(frames[0]!, echoTimes, keepPatient),
    attachments: new Map(),
    remarks,
    get progress(): SourceProgress {
      return { ...progress };
    },
    counts: () => ({ acquisitions: 0, waveforms: 0, images: frames.length }),
    *messages() {
      for (const frame of frames) {
        const number = numberOfSeries(frame);
        const { slices, triggers, seen } = places.get(number)!;
        const counters = {
          imageSeriesIndex: series.indexOf(number),
          imageIndex: (instance(frame) + (frame.index > 0 ? frame.index : 0)) & 0xffff,
          slice: Math.max(0, slices.indexOf(height(frame) ?? Number.NaN)),
          phase: Math.max(0, triggers.indexOf(triggerTime(frame) ?? Number.NaN)),
          contrast: Math.max(0, echoTimes.indexOf(echoTime(frame) ?? Number.NaN)),
        };
        const key = JSON.stringify([counters.slice, counters.phase, counters.contrast]);
        const repetition = seen.get(key) ?? 0;
        seen.set(key, repetition + 1);
        progress.done += 1;
        try {
          yield imageOf(frame, { ...counters, repetition }, remarks);
        } catch (error) {
          if (!(error instanceof DicomError)) throw error;
          remarks.push({ level: "error", text: error.message });
        }
      }
    },
    close() {},
  };
}

/** Values in the order in which they first appear, ascending or descending. */
function distinct(frames: readonly ReadFrame[], of: (frame: ReadFrame) => number | undefined): number[] {
  const values = [...new Set(frames.flatMap((frame) => of(frame) ?? []))];
  const sorted = values.toSorted((a, b) => a - b);
  return values[0] === sorted.at(-1) ? sorted.toReversed() : sorted;
}

function echoTime({ elements }: ReadFrame): number | undefined {
  return numberOf(elements, "EffectiveEchoTime") ?? numberOf(elements, "EchoTime");
}

/** Position along the normal of a plane, rounded to a hundredth of a millimetre. */
function height(frame: ReadFrame): number | undefined {
  const geometry = frameGeometry(frame, [0, 0]);
  if (geometry === undefined) return numberOf(frame.elements, "SliceLocation");
  const along = geometry.planeDir.reduce((sum, each, axis) => sum + each * geometry.firstPixelMm[axis]!, 0);
  return Math.round(along * 100) / 100;
}
