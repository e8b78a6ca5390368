/** Child processes that run during a session and end with it. */
export { describeEnd, Program } from "./program.ts";
export { Workplace } from "./workplace.ts";
