export type { ClientWatchAnswer, ClientWatchMessage } from "./supervisor/client-watch.ts";
export type { ExitReport } from "./supervisor/exit-report.ts";
export type { BrowserWatch, LiveSessionMessage } from "./supervisor/live-watch.ts";
export { allObserving, type SessionReport } from "./supervisor/observer.ts";
export type { SessionHandover } from "./supervisor/running-session.ts";
export { logDescriptor, type ProcessMessage } from "./supervisor/session-process.ts";
export { type ServerStatus, Supervisor, type SupervisorOptions } from "./supervisor/supervisor.ts";
