export { ComplexMoments } from "./moments.ts";
export { keepLattice, type LatticeLines, noiseScale, replicaSeconds, replicasTask } from "./replicas.ts";
export { mapUnmixingSeconds, mapUnmixingTask, type Unmixing } from "./unmixing.ts";
