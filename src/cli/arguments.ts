import { InvalidArgumentError } from "commander";

/** Parses an option that counts something. @throws InvalidArgumentError, which commander turns into its message */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

/** Parses a TCP port. */
export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 0xffff) throw new InvalidArgumentError("It must be at most 65535.");
  return port;
}
