export { coilWhitening, noiseScale } from "./coil-whitening.ts";
export { covarianceFor } from "./covariance-for.ts";
export { areFew, MeasuredNoise, requireCoils } from "./measured-noise.ts";
