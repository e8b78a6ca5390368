import type { Encoding } from "../../mrd/index.ts";
import { TrajectoryError } from "./errors.ts";

/** The parameters of an encoding's trajectoryDescription, whether they are whole numbers or not. */
export class DescriptionParameters {
  readonly #values = new Map<string, number[]>();
  readonly #where: string;

  /** @param index of the encoding in the header */
  constructor({ trajectoryDescription }: Encoding, index: number) {
    const { identifier = "", userParameterLong = [], userParameterDouble = [] } = trajectoryDescription ?? {};
    this.#where = `the trajectoryDescription ${identifier} of encoding ${index}`;
    for (const { name, value } of [...userParameterLong, ...userParameterDouble]) {
      if (name === undefined || value === undefined) continue;
      this.#values.set(name, [...(this.#values.get(name) ?? []), value]);
    }
  }

  /** All values of a parameter. */
  all(name: string): readonly number[] {
    return this.#values.get(name) ?? [];
  }

  /**
   * The only value of a parameter.
   * @param meaning what the parameter is, for messages
   * @throws TrajectoryError `bad-description` if it is missing, or has several values
   */
  number(name: string, meaning: string): number {
    const [value, ...others] = new Set(this.all(name));
    if (value === undefined) throw this.#refused(`has no parameter ${name}, ${meaning}; it is needed`);
    if (others.length > 0) throw this.refused(name, [value, ...others].join(" and "), meaning, "one value");
    return value;
  }

  /** The same for a number above 0. */
  positive(name: string, meaning: string): number {
    const value = this.number(name, meaning);
    if (value > 0 && Number.isFinite(value)) return value;
    throw this.refused(name, value, meaning, "a positive number");
  }

  /** The same for a whole number of at least 1. */
  count(name: string, meaning: string): number {
    const value = this.number(name, meaning);
    if (Number.isSafeInteger(value) && value >= 1) return value;
    throw this.refused(name, value, meaning, "a whole number of at least 1");
  }

  /** The error that a parameter's value contradicts what is needed. */
  refused(name: string, value: unknown, meaning: string, needed: string): TrajectoryError {
    return this.#refused(`has ${name} = ${value}, ${meaning}; it must be ${needed}`);
  }

  #refused(text: string): TrajectoryError {
    return new TrajectoryError("bad-description", `${this.#where} ${text}`);
  }
}
