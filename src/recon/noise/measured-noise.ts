import { type GadgetContext, GadgetError, requireHeader } from "../../gadget-api/index.ts";
import type { NoiseRecord } from "../../gadget-api/services/index.ts";
import type { Acquisition, MrdHeader } from "../../mrd/index.ts";
import { CovarianceAccumulator } from "../../numerics/linalg/index.ts";
import { counted } from "../../text/index.ts";
import { channelNames } from "../readouts/index.ts";

/** The noise of a measurement: its own, or that of a measurement that its header depends on. */
export class MeasuredNoise {
  readonly #context: GadgetContext;
  readonly #header: MrdHeader;
  readonly #measurementId: string;
  #sums: CovarianceAccumulator | undefined;
  #dwellUs = 0;
  #kept = false;

  constructor(context: GadgetContext) {
    this.#context = context;
    this.#header = requireHeader(context);
    this.#measurementId = this.#header.measurementInformation?.measurementId ?? "";
  }

  /** Adds a noise readout. @throws GadgetError `empty-readout`, `coil-mismatch` */
  add({ header, data }: Acquisition): void {
    if (header.activeChannels === 0) {
      throw new GadgetError("empty-readout", `noise readout ${header.scanCounter} has no channels`);
    }
    this.#sums ??= new CovarianceAccumulator(header.activeChannels);
    requireCoils(header.scanCounter, header.activeChannels, this.#sums.coils);
    this.#sums.add(data, header.numberOfSamples);
    this.#dwellUs = header.sampleTimeUs;
  }

  /** The measurement's own noise, if any; stored for dependent measurements. */
  own(): NoiseRecord | undefined {
    if (this.#sums === undefined) return undefined;
    const { noise, report } = this.#context;
    const header = this.#header;
    const { coils, samples } = this.#sums;
    requireSamples(samples, coils);
    const record: NoiseRecord = {
      measurementId: this.#measurementId,
      coils,
      coilNames: channelNames(header, coils),
      dwellUs: this.#dwellUs,
      bandwidth: header.acquisitionSystemInformation?.relativeReceiverNoiseBandwidth,
      samples,
      covariance: this.#sums.covariance(),
    };
    try {
      if (record.measurementId !== "") noise.keep(record);
      this.#kept = record.measurementId !== "";
    } catch (error) {
      report("warning", `the noise can't be stored for later measurements: ${(error as Error).message}`);
    }
    return record;
  }

  /** The noise of the first known measurement that this one depends on; the client is warned if there is none. */
  earlier(): NoiseRecord | undefined {
    const { noise, report } = this.#context;
    const header = this.#header;
    const dependencies = (header.measurementInformation?.measurementDependency ?? [])
      .filter(({ dependencyType }) => dependencyType?.toLowerCase() === "noise")
      .flatMap(({ measurementId }) => measurementId ?? []);
    const unknown: string[] = [];
    for (const id of dependencies) {
      try {
        const stored = noise.find(id);
        if (stored !== undefined) return stored;
        unknown.push(id);
      } catch (error) {
        report("warning", `noise of measurement ${id}: ${(error as Error).message}`);
      }
    }
    const missing = "no noise readouts before the image data";
    const others =
      unknown.length === 0 ? "" : `, and those of measurement ${unknown.join(", ")} are unknown or too old`;
    report("warning", `${missing}${others}: the data are not prewhitened`);
    return undefined;
  }

  /** Stores the noise of a measurement without image data, and reports that. */
  finish(): void {
    const record = this.own();
    if (record === undefined) return;
    const what = `${counted(record.samples, "noise sample")} of ${counted(record.coils, "coil")}`;
    const id = this.#measurementId;
    if (id === "")
      this.#context.report("warning", `${what} are discarded: the header has no measurementID to store them under`);
    else if (this.#kept) this.#context.report("info", `${what} are stored as measurement ${id}`);
  }
}

/** @throws GadgetError `coil-mismatch`, naming the readout */
export function requireCoils(scanCounter: number, coils: number, expected: number): void {
  if (coils === expected) return;
  throw new GadgetError(
    "coil-mismatch",
    `readout ${scanCounter} has ${counted(coils, "channel")}, but the noise was measured with ${expected}`,
  );
}

/** Samples per coil below which the covariance has an uncertainty of tens of per cent. */
const FEW_SAMPLES = 10;

/** Whether there are too few samples for a reliable covariance. */
export function areFew(samples: number, coils: number): boolean {
  return samples < FEW_SAMPLES * coils;
}

/** @throws GadgetError `too-little-noise`: with fewer samples than coils, the covariance is always singular */
function requireSamples(samples: number, coils: number): void {
  if (samples >= Math.max(coils, 2)) return;
  throw new GadgetError(
    "too-little-noise",
    `${counted(samples, "noise sample is", "noise samples are")} too few for ${counted(coils, "coil")}; measure at least ${FEW_SAMPLES * coils}`,
  );
}
