export { cholesky, invertUpper, NotPositiveDefiniteError, tryCholesky } from "./cholesky.ts";
export { applyToCoils, coilTransformSeconds } from "./coils.ts";
export { CovarianceAccumulator, covarianceSeconds } from "./covariance.ts";
export { hermitianEigen } from "./hermitian-eigen.ts";
export { PrincipalCoils, principalCoilsSeconds } from "./principal-coils.ts";
export { pseudoInverse } from "./pseudo-inverse.ts";
export { withRealFirstRow } from "./real-first-row.ts";
export { solveRegularized } from "./regularized-solve.ts";
export { type WhiteningOptions, whiteningMatrix, whiteningSeconds } from "./whitening.ts";
