import { totalmem } from "node:os";
import { messageLimitDefaults } from "../../mrd/index.ts";
import type { SessionLimits } from "../../session/index.ts";

/** What a session may take, as the server's options say it. */
export interface LimitSettings {
  readonly maxMessageBytes: number;
  readonly maxTextBytes: number;
  readonly memoryMegabytes: number;
  /** 0: for ever. */
  readonly idleSeconds: number;
  /** 0: for ever. */
  readonly sessionSeconds: number;
  /** How long a step that is not Larmor's may work without a pause; 0: for ever. */
  readonly hangSeconds: number;
}

const MEGABYTE = 2 ** 20;

/** A quarter each for what is collected, for its k-space, for the images, and for what is on its way between threads. */
const PARTS = 4;

/** Memory of this machine, or of the container that we are in. */
const machineBytes = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());

/**
 * A scanner may pause for minutes, between noise and image or with the patient; neither FIRE's server nor Gadgetron ever gives
 * up on a client. An hour ends only what nobody will come back to.
 */
export const defaultLimits: LimitSettings = {
  ...messageLimitDefaults,
  memoryMegabytes: Math.floor(machineBytes / MEGABYTE / 2),
  idleSeconds: 3600,
  sessionSeconds: 0,
  hangSeconds: 300,
};

/** What a session keeps to by itself. */
export function sessionLimits({ memoryMegabytes, hangSeconds: _, ...limits }: LimitSettings): SessionLimits {
  return { ...limits, mostBytes: Math.floor((memoryMegabytes * MEGABYTE) / PARTS) };
}

/** Most bytes that a step may hold or make, for whoever has the machine for one measurement. */
export const machineMostBytes = Math.floor(machineBytes / PARTS);

/** What the options give. */
export interface LimitOptions {
  readonly maxMessage: number;
  readonly maxText: number;
  readonly sessionMemory: number;
  readonly idleTimeout: number;
  readonly sessionTimeout: number;
  readonly hangTimeout: number;
}

export function limitsFrom(options: LimitOptions): LimitSettings {
  return {
    maxMessageBytes: options.maxMessage,
    maxTextBytes: options.maxText,
    memoryMegabytes: options.sessionMemory,
    idleSeconds: options.idleTimeout,
    sessionSeconds: options.sessionTimeout,
    hangSeconds: options.hangTimeout,
  };
}
