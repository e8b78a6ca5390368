/** The live page: sessions of a server as browsers see them, and their sockets. */
export { LIVE_PATH, LiveHub, type LiveHubOptions, type ServerStatus, type Watching } from "./live-hub.ts";
export type { LiveEvent, LiveProgress, StartedLive } from "./live-sessions.ts";
export type { LogLine } from "./report.ts";
