export type { ClientWatchAnswer, ClientWatchMessage } from "./supervisor/client-watch.ts";
export type { ExitReport } from "./supervisor/exit-report.ts";
export type { SessionReport } from "./supervisor/observer.ts";
export { logDescriptor } from "./supervisor/standby-process.ts";
export {
  type ServerStatus,
  type SessionHandover,
  Supervisor,
  type SupervisorOptions,
} from "./supervisor/supervisor.ts";
