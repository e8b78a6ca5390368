/** Unfolding: what a buffer lacks by undersampling, and the kernels that fill it. */
export { UnfoldingError } from "./errors.ts";
export { GrappaKernels, type KernelSlot } from "./grappa-kernels.ts";
export { planUnfolding, type UndersampledImage, type UnfoldingPlan, unfoldedKSpace } from "./unfolding-plan.ts";
export { type PlannedUnfolding, UnfoldingQueue } from "./unfolding-queue.ts";
export { headerDisagreement, unfoldingText } from "./unfolding-text.ts";
