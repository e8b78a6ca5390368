// A process that serves sessions, one after the other.
import "../app/no-debugger.ts";
import { SessionHost } from "../app/serving/session-host.ts";
import type { SessionSettings } from "../app/serving/session-settings.ts";
import { forgetLargePages } from "../processes/index.ts";

// Ctrl-C reaches the whole group of processes; the supervisor decides when sessions end.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("SIGHUP", () => {});

forgetLargePages();
await SessionHost.start(JSON.parse(process.argv[2]!) as SessionSettings);
