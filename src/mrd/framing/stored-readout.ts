import { copyBytes, floatsOf, type SlabAllocator } from "../../memory/index.ts";
import { type Acquisition, AcquisitionHeader } from "../records/acquisition.ts";
import { AcquisitionFlag } from "../records/flags.ts";
import type { MessageLimits } from "./limits.ts";
import { MessageId } from "./message-id.ts";

/** A readout whose header and samples are where they were received, at any address. */
export interface StoredReadout {
  readonly kind: "stored-readout";
  /** To be copied if it is needed for longer than the samples. */
  readonly header: AcquisitionHeader;
  /** As in an {@link Acquisition}. */
  readonly trajectory: Float32Array;
  /** The bytes of `[activeChannels][numberOfSamples]` complex. */
  readonly source: Uint8Array;
}

/** Readouts that follow each other. */
export interface StoredReadouts {
  readonly kind: "stored-readouts";
  /** At least one. */
  readonly readouts: readonly StoredReadout[];
}

const ID_BYTES = 2;
const NO_TRAJECTORY = new Float32Array(0);

/**
 * The readout whose message begins at a byte.
 * @param copies for the trajectory
 * @returns "incomplete" if not all of its bytes are there; `undefined` if it must be read in another way: it is
 * compressed, exceeds a limit, or is another message
 */
export function storedReadoutAt(
  bytes: Uint8Array,
  at: number,
  copies: SlabAllocator,
  limits: MessageLimits,
): StoredReadout | "incomplete" | undefined {
  if (bytes.length - at < ID_BYTES) return "incomplete";
  if ((bytes[at]! | (bytes[at + 1]! << 8)) !== MessageId.acquisition) return undefined;
  const headerAt = at + ID_BYTES;
  const trajectoryAt = headerAt + AcquisitionHeader.layout.size;
  if (bytes.length < trajectoryAt) return "incomplete";
  const header = new AcquisitionHeader(bytes.subarray(headerAt, trajectoryAt));
  const { numberOfSamples: samples, trajectoryDimensions, activeChannels } = header;
  const sourceAt = trajectoryAt + 4 * samples * trajectoryDimensions;
  const end = sourceAt + 8 * samples * activeChannels;
  if (header.has(AcquisitionFlag.compression1) || header.has(AcquisitionFlag.compression2)) return undefined;
  if (!limits.acceptsReadout(header, end - trajectoryAt)) return undefined;
  if (bytes.length < end) return "incomplete";
  return {
    kind: "stored-readout",
    header,
    trajectory: trajectoryDimensions === 0 ? NO_TRAJECTORY : floatsAt(bytes, trajectoryAt, sourceAt, copies),
    source: bytes.subarray(sourceAt, end),
  };
}

/** Bytes of the message of a readout. */
export function messageBytes({ trajectory, source }: StoredReadout): number {
  return ID_BYTES + AcquisitionHeader.layout.size + trajectory.byteLength + source.length;
}

/** The readout in memory of its own. */
export function acquisitionOf({ header, trajectory, source }: StoredReadout): Acquisition {
  return { kind: "acquisition", header: header.copy(), trajectory, data: floatsOf(source) };
}

function floatsAt(bytes: Uint8Array, from: number, to: number, copies: SlabAllocator): Float32Array {
  const copy = copies.bytes(to - from);
  copyBytes(copy, bytes.subarray(from, to), 0);
  return new Float32Array(copy.buffer, copy.byteOffset, copy.length / Float32Array.BYTES_PER_ELEMENT);
}
