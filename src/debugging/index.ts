/** Processes and threads under Node's debugger. */
export { forkOptions, isDebugged, threadOptions } from "./debugger.ts";
