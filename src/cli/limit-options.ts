import { constants } from "node:buffer";
import { InvalidArgumentError, Option } from "commander";
import { defaultLimits } from "../app/settings/limits.ts";
import { positiveNumber, timerSeconds } from "./arguments.ts";

export const limitOptions = {
  maxMessage: new Option("--max-message <bytes>", "longest readout, waveform or image that is accepted")
    .default(defaultLimits.maxMessageBytes)
    .argParser(bytesUpTo(constants.MAX_LENGTH)),
  maxText: new Option("--max-text <bytes>", "longest header, chain, parameters or image attributes that are accepted")
    .default(defaultLimits.maxTextBytes)
    .argParser(bytesUpTo(constants.MAX_STRING_LENGTH)),
  sessionMemory: new Option("--session-memory <MB>", "memory that a session may use; a session that uses more is ended")
    .default(defaultLimits.memoryMegabytes, "half of this machine's memory")
    .argParser(positiveNumber),
  configTimeout: new Option("--config-timeout <seconds>", "how long a client may take to send its config; 0: forever")
    .default(defaultLimits.configSeconds)
    .argParser(timerSeconds),
  idleTimeout: new Option(
    "--idle-timeout <seconds>",
    "how long a client may neither send nor accept a byte when it should; 0: forever",
  )
    .default(defaultLimits.idleSeconds)
    .argParser(timerSeconds),
  sessionTimeout: new Option("--session-timeout <seconds>", "maximum duration of a session; 0: no limit")
    .default(defaultLimits.sessionSeconds)
    .argParser(timerSeconds),
  hangTimeout: new Option(
    "--hang-timeout <seconds>",
    "how long a third-party gadget may compute without a pause, or keep its chain waiting; 0: forever",
  )
    .default(defaultLimits.hangSeconds)
    .argParser(timerSeconds),
} as const;

/** Parses a number of bytes. Neither a buffer nor a string of this Node version can hold more than `most`. */
function bytesUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = positiveNumber(text);
    if (value > most) throw new InvalidArgumentError(`It must be at most ${most}.`);
    return value;
  };
}
