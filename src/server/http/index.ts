/** Health, metrics and sessions of a server, for other programs. Loaded where they are wanted. */
export { Metrics } from "./metrics.ts";
export { type HttpAddress, pages, servePages } from "./pages.ts";
