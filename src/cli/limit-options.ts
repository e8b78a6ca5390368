import { constants } from "node:buffer";
import { InvalidArgumentError, Option } from "commander";
import { defaultLimits } from "../app/settings/limits.ts";
import { positiveNumber, wholeNumber } from "./arguments.ts";

export const limitOptions = {
  maxMessage: new Option("--max-message <bytes>", "longest readout, waveform or image that is accepted")
    .default(defaultLimits.maxMessageBytes)
    .argParser(bytesUpTo(constants.MAX_LENGTH)),
  maxText: new Option("--max-text <bytes>", "longest header, chain, parameters or image attributes that are accepted")
    .default(defaultLimits.maxTextBytes)
    .argParser(bytesUpTo(constants.MAX_STRING_LENGTH)),
  sessionMemory: new Option("--session-memory <MB>", "memory that a session may take; one that takes more is ended")
    .default(defaultLimits.memoryMegabytes, "half of this machine's")
    .argParser(positiveNumber),
  idleTimeout: new Option(
    "--idle-timeout <seconds>",
    "how long a client may neither send nor take a byte, when it should; 0: for ever",
  )
    .default(defaultLimits.idleSeconds)
    .argParser(timerSeconds),
  sessionTimeout: new Option("--session-timeout <seconds>", "how long a session may take in all; 0: for ever")
    .default(defaultLimits.sessionSeconds)
    .argParser(timerSeconds),
  hangTimeout: new Option(
    "--hang-timeout <seconds>",
    "how long a gadget of one's own may compute without a pause; 0: for ever",
  )
    .default(defaultLimits.hangSeconds)
    .argParser(timerSeconds),
} as const;

/** More than `most` neither a buffer nor a text of this Node can hold. */
function bytesUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = positiveNumber(text);
    if (value > most) throw new InvalidArgumentError(`It must be at most ${most}.`);
    return value;
  };
}

/** What a timer can count is 24 days. */
function timerSeconds(text: string): number {
  const value = wholeNumber(text);
  if (value > 2_000_000) throw new InvalidArgumentError("It must be at most 2000000.");
  return value;
}
