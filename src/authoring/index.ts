export { type ChainDescription, chainHelp, describeChain } from "./chain-description.ts";
export { AuthoringError, type AuthoringErrorCode, GadgetLoadError } from "./errors.ts";
export { describeGadget, gadgetHelp, gadgetPage } from "./gadget-description.ts";
export { loadGadgetFile } from "./gadget-file.ts";
export { type AuthorsGadget, InstalledGadgets } from "./installed-gadgets.ts";
export { type BegunKind, begunKinds, newGadget } from "./new-gadget.ts";
export { testGadget } from "./test-gadget.ts";
export type { TrialInput } from "./trial.ts";
