export { analyticWeights } from "./analytic-weights.ts";
export { goldenAngle } from "./angles.ts";
export { ArchimedeanSpiral } from "./archimedean-spiral.ts";
export { delayedPoints, type GradientDelays } from "./gradient-delays.ts";
export { type HargreavesDesign, hargreavesSpiral } from "./hargreaves-spiral.ts";
export { hogeWeights } from "./hoge-weights.ts";
export { ringDelays } from "./ring.ts";
export {
  type ArchimedeanSpirals,
  type HargreavesSpirals,
  type KooshBall,
  type PlaneTrajectory,
  type ReadoutCounters,
  type Spokes,
  type Stack,
  type Trajectory,
  trajectoryDimensions,
  trajectoryPoints,
} from "./trajectory.ts";
