/** What a session provides to its gadgets. Their context has them; chains, tests and stores implement them. */
export type { Gate, StepCredit } from "./credit.ts";
export { EarlyReadouts } from "./early-readouts.ts";
export { messageMemory } from "./message-memory.ts";
export { type NoiseRecord, type NoiseStore, noNoiseStore } from "./noise-store.ts";
export { Recycler } from "./recycler.ts";
export { runInline, runMeanwhile, runOnThread, type TaskRun } from "./run-on-pool.ts";
export { freshMemory, type SampleMemory } from "./sample-memory.ts";
export { sharedMemory } from "./shared-memory.ts";
export { noTaps, type Tap, type TapStore } from "./taps.ts";
