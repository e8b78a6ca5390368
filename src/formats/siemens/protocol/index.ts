/** Protocols of measurements, in Siemens' notations. */
export { Protocol } from "./protocol.ts";
