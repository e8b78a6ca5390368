export { type SessionHandover, Supervisor, type SupervisorOptions } from "./supervisor.ts";
