import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { siemensSource } from "../../../src/formats/siemens/index.ts";
import type { MeasurementSource, SourceMessage, SourceOptions } from "../../../src/formats/source/index.ts";
import { type Acquisition, type MrdHeader, parseHeader, type Waveform } from "../../../src/mrd/index.ts";

/** All of a measurement. */
export interface ReadMeasurement {
  readonly name: string;
  readonly header: MrdHeader;
  readonly messages: readonly SourceMessage[];
  readonly readouts: readonly Acquisition[];
  readonly waveforms: readonly Waveform[];
  readonly source: MeasurementSource;
}

/** Reads the chosen measurements of a file. */
export async function readFile(path: string, options: SourceOptions = {}): Promise<ReadMeasurement[]> {
  const sources = await siemensSource.open(path, options);
  return sources.map((source) => {
    const messages = [...source.messages()];
    source.close();
    return {
      name: source.name,
      header: parseHeader(source.header!),
      messages,
      readouts: messages.filter((message) => message.kind === "acquisition"),
      waveforms: messages.filter((message) => message.kind === "waveform"),
      source,
    };
  });
}

/** Reads the chosen measurements of the bytes of a file. */
export async function readBytes(bytes: Uint8Array, options: SourceOptions = {}): Promise<ReadMeasurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "larmor-siemens-"));
  try {
    const path = join(folder, "meas.dat");
    writeFileSync(path, bytes);
    return await readFile(path, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
