import { closeSync, fstatSync, openSync } from "node:fs";
import { isSiemensRaidFile, isSiemensVb } from "../identify/index.ts";
import { SourceError, type SourceFormat } from "../source/index.ts";
import { FileWindow } from "./file-window.ts";
import { SiemensMeasurement } from "./measurement.ts";
import { type MeasurementPlace, measurementsOf } from "./raid-file.ts";

const DIRECTORY_BYTES = 2 ** 14;

/** Siemens raw data. A file can have up to 64 measurements, of which the last is usually the one that was planned. */
export const siemensSource: SourceFormat = {
  name: "Siemens raw data (VB, VD, VE, XA)",
  files: ".dat",
  recognises: (start) => isSiemensRaidFile(start) || isSiemensVb(start),
  async open(path, { measurement, keepPatient = false }) {
    const { places, fileBytes } = placesIn(path);
    const chosen = choose(path, places, measurement, fileBytes);
    const opened: SiemensMeasurement[] = [];
    try {
      for (const place of chosen) opened.push(new SiemensMeasurement(path, place, keepPatient));
      return opened;
    } catch (error) {
      for (const each of opened) each.close();
      throw error;
    }
  },
};

function placesIn(path: string): { places: readonly MeasurementPlace[]; fileBytes: number } {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    return { places: measurementsOf(path, new FileWindow(file, size, DIRECTORY_BYTES), size), fileBytes: size };
  } finally {
    closeSync(file);
  }
}

/** @throws SourceError `measurement-missing`, `malformed` if the file ends before the measurement */
function choose(
  path: string,
  places: readonly MeasurementPlace[],
  measurement: number | "all" | undefined,
  fileBytes: number,
): readonly MeasurementPlace[] {
  const isThere = ({ offset }: MeasurementPlace) => offset < fileBytes;
  const numbers = places.filter(isThere).map(({ number, protocol }) => `${number}: ${protocol || "(no name)"}`);
  if (measurement === "all" && numbers.length === places.length) return places;
  const place = measurement === "all" ? places.find((each) => !isThere(each)) : places.at((measurement ?? 0) - 1);
  if (place === undefined)
    throw new SourceError(
      "measurement-missing",
      `${path} has no measurement ${measurement}; it has ${numbers.join(", ")}`,
    );
  if (isThere(place)) return [place];
  const message = `measurement ${place.number} of ${path} starts at byte ${place.offset}, and the file has ${fileBytes}`;
  const others = numbers.length === 0 ? "" : `, or choose another one with --measurement: ${numbers.join(", ")}`;
  throw new SourceError("malformed", `${message}: copy it again${others}`);
}
