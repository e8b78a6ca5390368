export { distanceFromLattice, type Lattice, modulo } from "./lattice.ts";
