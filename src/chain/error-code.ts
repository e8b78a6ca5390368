/** What is wrong with a chain, or with what was asked of it, as a stable code that a program can test. */
export type ChainErrorCode =
  | "invalid" // a text that is no chain, or has mistakes
  | "not-a-name" // a config that can't be the name of a chain
  | "unknown" // a name that no chain has
  | "bad-parameter" // a value that a step, or a choice, refuses
  | "not-accepted" // data that no step takes
  | "step-failed"; // a step threw what has no code of its own
