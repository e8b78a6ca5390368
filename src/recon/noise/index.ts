export { coilWhitening, noiseScale } from "./coil-whitening.ts";
export { areFew, MeasuredNoise, requireCoils } from "./measured-noise.ts";
