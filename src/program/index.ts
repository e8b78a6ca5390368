/** Programs that run beside a session and end with it. */
export { ProgramError, type ProgramErrorCode } from "./errors.ts";
export { describeEnd, type Exit, type Program, type ProgramOptions } from "./program.ts";
export { Workplace } from "./workplace.ts";
