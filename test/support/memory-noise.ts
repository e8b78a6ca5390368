import type { NoiseRecord, NoiseStore } from "../../src/gadget-api/services/index.ts";

/** A noise store in memory. */
export function memoryNoise(): NoiseStore & { readonly records: ReadonlyMap<string, NoiseRecord> } {
  const records = new Map<string, NoiseRecord>();
  return {
    records,
    find: (id) => records.get(id),
    list: () => [...records.keys()],
    keep: (record) => void records.set(record.measurementId, record),
  };
}
