import type { Acquisition, Waveform } from "../../mrd/index.ts";
import type { SourceMessage } from "../source/index.ts";
import type { MrdGroup } from "./mrd-group.ts";

/** Which messages of a group are part of a measurement, besides its readouts. */
export interface MeasurementParts {
  readonly waveforms: boolean;
  /** Images, which a tool may have stored with the readouts that it reconstructed them from. */
  readonly images: boolean;
}

/**
 * The messages of a group in the order in which a scanner sends them: readouts and waveforms by their time stamps, then
 * images, series by series.
 * @param options.reuse whether a readout is valid only until the next message is requested, see ReadOptions; it stays
 * valid all the same between waveforms
 */
export function* inOrder(
  group: Pick<MrdGroup, "acquisitions" | "waveforms" | "waveformCount" | "series" | "images">,
  { waveforms, images, reuse = false }: MeasurementParts & { readonly reuse?: boolean },
): Generator<SourceMessage> {
  // A readout may have to stay valid while a waveform is read.
  if (waveforms && group.waveformCount > 0) yield* inTimeOrder(group.acquisitions(), group.waveforms());
  else yield* group.acquisitions({ reuse });
  for (const { name } of images ? group.series : []) yield* group.images(name);
}

/** Those of a source's messages that are part of a measurement. */
export function* withParts(messages: Iterable<SourceMessage>, parts: MeasurementParts): Generator<SourceMessage> {
  for (const message of messages) {
    if (message.kind === "waveform" && !parts.waveforms) continue;
    if (message.kind === "image" && !parts.images) continue;
    yield message;
  }
}

/** Merges two sorted streams. At equal time stamps the waveform comes first. */
function* inTimeOrder(
  acquisitions: Iterator<Acquisition>,
  waveforms: Iterator<Waveform>,
): Generator<Acquisition | Waveform> {
  let waveform = waveforms.next();
  for (let next = acquisitions.next(); !next.done; next = acquisitions.next()) {
    while (!waveform.done && waveform.value.header.timeStamp <= next.value.header.acquisitionTimeStamp) {
      yield waveform.value;
      waveform = waveforms.next();
    }
    yield next.value;
  }
  for (; !waveform.done; waveform = waveforms.next()) yield waveform.value;
}
