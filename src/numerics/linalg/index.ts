export { cholesky, invertUpper, NotPositiveDefiniteError, tryCholesky } from "./cholesky.ts";
export { applyToCoils } from "./coils.ts";
export { CovarianceAccumulator } from "./covariance.ts";
export { PrincipalCoils } from "./principal-coils.ts";
export { type WhiteningOptions, whiteningMatrix } from "./whitening.ts";
