import type { MeasurementSource } from "./source.ts";

/**
 * Describes images that are still being made, as a source that a sink is opened for; it has no messages of its own.
 * @param name what they are made from
 */
export function madeImages(name: string, header: string | undefined): MeasurementSource {
  return {
    name,
    header,
    attachments: new Map(),
    remarks: [],
    progress: { done: 0, total: 0, unit: "image" },
    counts: () => ({ acquisitions: 0, waveforms: 0, images: 1 }),
    messages: () => [],
    close: () => {},
  };
}
