import { closeSync, fstatSync, openSync } from "node:fs";
import type { MeasurementSource, MessageCounts, SourceMessage, SourceProgress, SourceRemark } from "../source/index.ts";
import { attachmentsOf } from "./attachments.ts";
import { FileWindow } from "./file-window.ts";
import { headerOf, noiseDwellUs, softwareOf } from "./header/index.ts";
import { readHeader } from "./header-buffers.ts";
import { Protocol } from "./protocol/index.ts";
import type { MeasurementPlace } from "./raid-file.ts";
import { packetOf, type ReadoutContext, ReadoutDecoder, type Survey, scansOf, surveyOf } from "./readouts/index.ts";

/** How much of a file is read together: for the samples, and for the headers of readouts alone. */
const WINDOW_BYTES = 2 ** 20;
const SURVEY_BYTES = 2 ** 13;

/** A measurement of a file of Siemens raw data, read on demand. */
export class SiemensMeasurement implements MeasurementSource {
  readonly name: string;
  readonly header: string;
  readonly attachments: ReadonlyMap<string, Uint8Array>;
  readonly remarks: readonly SourceRemark[];
  readonly #place: MeasurementPlace;
  readonly #survey: Survey;
  readonly #context: ReadoutContext;
  readonly #start: number;
  readonly #fd: number;
  #read: number;
  #isClosed = false;

  /** @throws SourceError `malformed` if its header cannot be read */
  constructor(path: string, place: MeasurementPlace, keepPatient: boolean) {
    this.#fd = openSync(path, "r");
    try {
      const { size } = fstatSync(this.#fd);
      const { buffers, readouts } = readHeader(path, new FileWindow(this.#fd, size, WINDOW_BYTES), place.offset);
      const protocol = new Protocol(buffers);
      this.#place = place;
      this.#start = readouts;
      this.#read = readouts;
      this.#survey = surveyOf(new FileWindow(this.#fd, size, SURVEY_BYTES), size, place, readouts);
      this.name = protocol.text("MEAS.tProtocolName") ?? (place.protocol || `measurement ${place.number}`);
      this.header = headerOf(protocol, this.#survey, keepPatient);
      this.attachments = attachmentsOf(buffers, keepPatient);
      this.#context = contextOf(protocol, place);
      this.remarks = [...(protocol.isEmpty ? [noProtocol] : []), ...this.#survey.remarks];
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get progress(): SourceProgress {
    const kilobytes = (bytes: number) => Math.round((bytes - this.#start) / 1000);
    return { done: kilobytes(this.#read), total: kilobytes(this.#survey.end), unit: "kilobyte" };
  }

  counts(): MessageCounts {
    return { acquisitions: this.#survey.readouts, waveforms: this.#survey.waveforms, images: 0 };
  }

  *messages({ reuse = false }: { readonly reuse?: boolean } = {}): Generator<SourceMessage> {
    const { end } = this.#survey;
    const file = new FileWindow(this.#fd, end, WINDOW_BYTES);
    const decoder = new ReadoutDecoder(this.#context, reuse);
    let scanCounter = 0;
    for (const scan of scansOf(file, end, this.#place, this.#start)) {
      if (scan.kind === "readout") {
        const bytes = file.bytes(scan.offset, scan.length);
        scan.header.moveTo(bytes);
        scanCounter = scan.header.scanCounter;
        yield decoder.decode(scan.header, bytes);
      } else {
        const packet = packetOf(file, scan, scanCounter);
        if (packet.kind === "waveforms") yield* packet.waveforms;
      }
      this.#read = scan.offset + scan.length;
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#fd);
  }
}

const noProtocol: SourceRemark = {
  level: "warning",
  text: "the measurement has no protocol that can be read: its header has only what the readouts say",
};

function contextOf(protocol: Protocol, { uid }: MeasurementPlace): ReadoutContext {
  return {
    dwellUs: protocol.numbers("MEAS.sRXSPEC.alDwellTime").map((nanoseconds) => nanoseconds / 1000),
    noiseDwellUs: noiseDwellUs(protocol, softwareOf(protocol)),
    availableChannels: protocol.number("YAPS.iMaxNoOfRxChannels") ?? 0,
    uid,
  };
}
