/** Which family an error is of, by its name: names pass between threads and processes, classes don't. */
export const families = {
  AuthoringError: "authoring",
  BartError: "bart",
  ChainError: "chain",
  ClientError: "client",
  CommandError: "command",
  GadgetError: "gadget",
  GadgetLoadError: "authoring",
  IdleError: "wire",
  MrdError: "mrd",
  NoiseFolderError: "session",
  NotAcceptedError: "chain",
  NotPositiveDefiniteError: "numerics",
  NumericsError: "numerics",
  ParameterError: "chain",
  PeerError: "peer",
  PhantomError: "phantom",
  PictureError: "picture",
  ProgramError: "program",
  ProtocolError: "session",
  StepError: "chain",
  StorageError: "storage",
  TimeLimitError: "session",
  UnknownChainError: "chain",
} as const;

/** First half of a code. The server's faults are no objects, the system's have codes of its own, and `larmor` is for mistakes of ours. */
export type Family = (typeof families)[keyof typeof families] | "server" | "system" | "larmor";

/** A mistake of ours: an error that nobody foresaw. */
const INTERNAL = "larmor/internal";

/**
 * The code of an error as people and programs see it, such as `storage/not-found`: what the catalogue is searched by. That of a
 * step's failure is the code of what the step threw, where that has one.
 */
export function codeOf(error: unknown): string {
  const { name, code, cause } = (error ?? {}) as { name?: unknown; code?: unknown; cause?: unknown };
  if (name === "StepError") {
    const inner = codeOf(cause);
    return inner === INTERNAL ? "chain/step-failed" : inner;
  }
  if (typeof code !== "string") return INTERNAL;
  if (typeof name === "string" && Object.hasOwn(families, name)) {
    // A gadget's author may call an error anything.
    return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(code) ? `${families[name as keyof typeof families]}/${code}` : INTERNAL;
  }
  return /^E[A-Z0-9]+$/.test(code) ? `system/${code}` : INTERNAL;
}

/** Whether an error explains itself to whoever gets it: all do but mistakes of ours. */
export function isOwn(error: unknown): boolean {
  const code = codeOf(error);
  return code !== INTERNAL && !code.startsWith("system/");
}

/** A message with a code behind it, for whoever reads it: `there is no chain 'x' [chain/unknown]`. */
export function withCode(message: string, code: string): string {
  return `${message} [${code}]`;
}
