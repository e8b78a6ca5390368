/** The thread that serves health, metrics and sessions. */
export { pages, servePages } from "./pages.ts";
