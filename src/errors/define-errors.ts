import { declareErrors, type ErrorDefinitions, type FamilyOptions } from "./registry.ts";

/** An error whose code is declared. Its message says what was wrong, where, and what to do. */
export interface DeclaredError<Code extends string> extends Error {
  /** First half of the public code: `storage` of `storage/not-found`. */
  readonly family: string;
  /** Second half of the public code: stable, so that programs can test it. */
  readonly code: Code;
}

/** The class of a family's errors. A subclass may accept one code only: `class IdleError extends WireError<"idle">`. */
export interface ErrorClass<Code extends string> {
  new <Own extends Code = Code>(code: Own, message: string, options?: ErrorOptions): DeclaredError<Own>;
  readonly prototype: DeclaredError<Code>;
}

/**
 * Declares the errors of a family, next to the code that throws them: what each code means, and what to do about it.
 *
 *     export class GrappaError extends defineErrors("grappa", {
 *       "no-calibration": {
 *         meaning: "The measurement has no calibration lines.",
 *         remedy: "Acquire some, or choose a chain without GRAPPA.",
 *       },
 *     }) {}
 *
 *     throw new GrappaError("no-calibration", `slice ${slice} has no calibration lines`);
 *
 * Clients and logs see the code `grappa/no-calibration`. A code that is not declared does not compile.
 * @param family kebab-case; the errors are called after it: `GrappaError`
 * @throws TypeError if a name is not in kebab-case, or a code was declared before with another meaning or remedy
 */
export function defineErrors<const Code extends string>(
  family: string,
  definitions: ErrorDefinitions<Code>,
  options?: FamilyOptions,
): ErrorClass<Code> {
  declareErrors(family, definitions, options);
  const name = `${family.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Error`;
  const errors = class extends Error {
    readonly code: Code;

    constructor(code: Code, message: string, withCause?: ErrorOptions) {
      super(message, withCause);
      this.code = code;
    }
  };
  Object.defineProperty(errors, "name", { value: name });
  // On the prototype and not enumerable, so that logs show each error's own properties alone.
  Object.defineProperty(errors.prototype, "name", { value: name, writable: true, configurable: true });
  Object.defineProperty(errors.prototype, "family", { value: family });
  return errors as unknown as ErrorClass<Code>;
}
