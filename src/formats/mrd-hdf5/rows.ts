import type { Metadata } from "h5wasm/node";
import { type Acquisition, AcquisitionHeader, type Waveform, WaveformHeader } from "../../mrd/index.ts";
import type { ReadOptions } from "./batches.ts";
import { checkStorable } from "./check-message.ts";
import { StorageError } from "./errors.ts";
import { type H5File, isList, TypeClass } from "./h5-file.ts";
import { LocatedRows } from "./located-rows.ts";
import { type Decode, libraryRows, locatedRows, RowForm, type Rows } from "./row-sources.ts";

function* readRows<T extends Acquisition | Waveform>(rows: Rows<T>, options: ReadOptions): Generator<T> {
  const { file, path, metadata } = rows;
  file.requireRows(path, metadata);
  requireList(`${file.path}: ${path}`, metadata);
  let index = options.start ?? 0;
  const checked = function* (messages: Iterable<T>): Generator<T> {
    for (const message of messages) {
      checkStored(message, () => `${file.path}: ${path}[${index}]`);
      yield message;
      index += 1;
    }
  };
  const located = LocatedRows.find(file, path, metadata);
  if (located !== undefined) {
    try {
      yield* checked(locatedRows(rows, located, options));
      return;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // Not where it should be: HDF5 reports what is wrong.
    }
  }
  yield* checked(libraryRows(rows, { ...options, start: index }));
}

/** @throws StorageError `unsupported-layout` if rows are not along one axis */
export function requireList(where: string, metadata: Metadata): void {
  if (isList(metadata)) return;
  const shape = `[${metadata.shape?.join(", ")}]`;
  throw new StorageError(
    "unsupported-layout",
    `${where} has the shape ${shape}; MRD stores rows along one axis, as [${metadata.total_size}]: write it so`,
  );
}

/** Checks that the data of a message agree with its header; otherwise a chain would fail far from here. */
function checkStored(message: Acquisition | Waveform, where: () => string): void {
  try {
    checkStorable(message);
  } catch (error) {
    throw new StorageError("malformed-message", `${where()}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The readouts of a dataset, in order.
 * @throws StorageError `unsupported-layout`, `read-failed`, `malformed-message`
 */
export function readAcquisitions(
  file: H5File,
  path: string,
  metadata: Metadata,
  options: ReadOptions,
): Generator<Acquisition> {
  const sequences = [
    { name: "traj", type: TypeClass.float },
    { name: "data", type: TypeClass.float },
  ];
  const form = new RowForm(AcquisitionHeader.layout, metadata, sequences, `${file.path}: ${path}`);
  const decode: Decode<Acquisition> = (header, [trajectory, data]) => ({
    kind: "acquisition",
    header: new AcquisitionHeader(header),
    trajectory: floats(trajectory!),
    data: floats(data!),
  });
  return readRows({ file, path, metadata, form, decode }, options);
}

/** The waveforms of a dataset; throws as `readAcquisitions`. */
export function readWaveforms(
  file: H5File,
  path: string,
  metadata: Metadata,
  options: ReadOptions,
): Generator<Waveform> {
  const sequences = [{ name: "data", type: TypeClass.integer }];
  const form = new RowForm(WaveformHeader.layout, metadata, sequences, `${file.path}: ${path}`);
  const decode: Decode<Waveform> = (header, [data]) => ({
    kind: "waveform",
    header: new WaveformHeader(header),
    data: new Uint32Array(data!.buffer, data!.byteOffset, data!.byteLength / Uint32Array.BYTES_PER_ELEMENT),
  });
  return readRows({ file, path, metadata, form, decode }, options);
}

function floats({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Float32Array {
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}
