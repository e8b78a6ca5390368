/** Programs that run beside a session and end with it. */
export { describeEnd, Program } from "./program.ts";
export { Workplace } from "./workplace.ts";
