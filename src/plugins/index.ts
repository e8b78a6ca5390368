export { loadGadgetFile } from "./gadget-file.ts";
export { InstalledGadgets } from "./installed-gadgets.ts";
