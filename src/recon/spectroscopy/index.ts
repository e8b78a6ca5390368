export { phaseEncodedSignal, type SignalGrid } from "./signal-grid.ts";
