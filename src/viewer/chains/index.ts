/** Chains in the browser: their files, checks and completions. */
export type { ChainFolders } from "./chain-files.ts";
export { EditableChains, type EditableChainsOptions } from "./editable-chains.ts";
export { gadgetEntries } from "./gadget-entries.ts";
