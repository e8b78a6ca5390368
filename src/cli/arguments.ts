import { InvalidArgumentError } from "commander";

/** Parses an option that counts something. @throws InvalidArgumentError, which commander turns into its message */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("It must be a whole number.");
  return value;
}
