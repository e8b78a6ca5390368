/** Unfolding: what a buffer lacks by undersampling, and the kernels that fill it. */
export { UnfoldingError } from "./errors.ts";
export { GrappaKernels, type KernelSlot } from "./grappa-kernels.ts";
export { planUnfolding, type UndersampledImage, type UnfoldingPlan, unfoldedKSpace } from "./unfolding-plan.ts";
export { headerDisagreement, unfoldingText } from "./unfolding-text.ts";
