/** Unfolding: what a buffer lacks by undersampling, and the kernels that fill it. */
export { GrappaKernels } from "./grappa-kernels.ts";
export { fillLines, withKernels } from "./operators.ts";
