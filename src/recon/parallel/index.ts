/** Unfolding: what a buffer lacks by undersampling, and the kernels that fill it. */
export { UnfoldingError } from "./errors.ts";
export { GrappaKernels } from "./grappa-kernels.ts";
export { fillLines, withKernels } from "./operators.ts";
