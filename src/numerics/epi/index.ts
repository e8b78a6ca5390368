export { type ImageLine, type ImageSize, imagePhase } from "./image-phase.ts";
export { type Navigator, navigatorPhase, type PhaseModel, remainingGhost } from "./navigators.ts";
export { type EchoPlace, type EpiPhase, type LinearPhase, multiplyLines, noPhase, PhaseFactors } from "./phase.ts";
export { packedMatrix, regrid } from "./regrid.ts";
export { gadgetronRegridMatrix, type Regridding, regridMatrix, regridNoise } from "./regrid-matrix.ts";
export { demodulationPhase, largestStep, type SampleTime, type Trapezoid, trapezoidPositions } from "./trapezoid.ts";
