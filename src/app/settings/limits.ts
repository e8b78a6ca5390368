import { totalmem } from "node:os";
import { messageLimitDefaults } from "../../mrd/index.ts";
import type { SessionLimits } from "../../session/index.ts";

/** Limits of a session, as set by the options of the server. */
export interface LimitSettings {
  readonly maxMessageBytes: number;
  readonly maxTextBytes: number;
  readonly memoryMegabytes: number;
  /** Time for a client to send its config; 0: no limit. */
  readonly configSeconds: number;
  /** 0: no limit. */
  readonly idleSeconds: number;
  /** 0: no limit. */
  readonly sessionSeconds: number;
  /** How long a third-party step may work without a pause; 0: no limit. */
  readonly hangSeconds: number;
}

const MEGABYTE = 2 ** 20;

/** A quarter for collected readouts, one for k-space, one for images, and one for data in transit between threads. */
const PARTS = 4;

/** Memory of this machine, or of the container. */
const machineBytes = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());

/**
 * A scanner may pause for minutes, between noise and image or with the patient; neither FIRE's server nor Gadgetron
 * has a time limit. An hour ends only sessions that have been abandoned. No measurement takes a day.
 */
export const defaultLimits: LimitSettings = {
  ...messageLimitDefaults,
  memoryMegabytes: Math.floor(machineBytes / MEGABYTE / 2),
  configSeconds: 60,
  idleSeconds: 3600,
  sessionSeconds: 24 * 3600,
  hangSeconds: 300,
};

/** The limits that a session enforces itself. */
export function sessionLimits({ memoryMegabytes, ...limits }: LimitSettings): SessionLimits {
  return { ...limits, maxBytes: Math.floor((memoryMegabytes * MEGABYTE) / PARTS) };
}

/** Maximum number of bytes that a step may hold or allocate if the machine runs only one measurement. */
export const machineMostBytes = Math.floor(machineBytes / PARTS);

/** Values of the options. */
export interface LimitOptions {
  readonly maxMessage: number;
  readonly maxText: number;
  readonly sessionMemory: number;
  readonly configTimeout: number;
  readonly idleTimeout: number;
  readonly sessionTimeout: number;
  readonly hangTimeout: number;
}

export function limitsFrom(options: LimitOptions): LimitSettings {
  return {
    maxMessageBytes: options.maxMessage,
    maxTextBytes: options.maxText,
    memoryMegabytes: options.sessionMemory,
    configSeconds: options.configTimeout,
    idleSeconds: options.idleTimeout,
    sessionSeconds: options.sessionTimeout,
    hangSeconds: options.hangTimeout,
  };
}
