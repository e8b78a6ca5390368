export { chainHelp, describeChain } from "./chain-description.ts";
export { describeGadget, gadgetHelp, gadgetPage } from "./gadget-description.ts";
export { newGadget, type TemplateKind, templateKinds } from "./new-gadget.ts";
export { testGadget } from "./test-gadget.ts";
export type { TrialInput } from "./trial.ts";
