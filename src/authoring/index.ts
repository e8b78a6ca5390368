export { type ChainDescription, chainHelp, describeChain } from "./chain-description.ts";
export { GadgetLoadError } from "./errors.ts";
export { describeGadget, gadgetHelp, gadgetPage } from "./gadget-description.ts";
export { type AuthorsGadget, InstalledGadgets } from "./installed-gadgets.ts";
