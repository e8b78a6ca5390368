import type { NoiseRecord, NoiseStore } from "../../gadget-api/services/index.ts";

/** The same store, whose users say which noise they use. */
export function observedNoise(store: NoiseStore, uses: (record: NoiseRecord) => void): NoiseStore {
  return {
    find: (id) => store.find(id),
    list: () => store.list(),
    keep: (record) => store.keep(record),
    uses,
  };
}
