export { type ImageLine, type ImageSize, imagePhase } from "./image-phase.ts";
export { type Navigator, navigatorPhase, type PhaseModel, remainingGhost } from "./navigators.ts";
export { type EchoPlace, type EpiPhase, type LinearPhase, multiplyLines, noPhase, PhaseFactors } from "./phase.ts";
export { gadgetronRegridMatrix, packedMatrix, type Regridding, regrid, regridMatrix, regridNoise } from "./regrid.ts";
export { demodulationPhase, largestStep, type SampleTime, type Trapezoid, trapezoidPositions } from "./trapezoid.ts";
