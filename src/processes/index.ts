/** Child processes that run during a session and end with it, and the memory that processes take. */
export { forgetLargePages, withLargePages } from "./large-pages.ts";
export { descendantMegabytes, residentMegabytes } from "./process-memory.ts";
export { describeEnd, Program } from "./program.ts";
export { Workplace } from "./workplace.ts";
