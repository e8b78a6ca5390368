export { AuthoringError, type AuthoringErrorCode } from "./errors.ts";
export { loadGadgetFile } from "./gadget-file.ts";
export { InstalledGadgets } from "./installed-gadgets.ts";
