// The process of one session: it warms up, says so, receives its client's socket, serves it and ends.
import type { Socket } from "node:net";
import type { SessionHandover } from "../server/index.ts";
import { runSession } from "../session/index.ts";
import { chainLibrary } from "./composition.ts";
import { createLogger } from "./logging.ts";
import { version } from "./package-root.ts";
import type { SessionSettings } from "./session-settings.ts";

const settings = JSON.parse(process.argv[2]!) as SessionSettings;
const log = createLogger(settings.logging);
const library = chainLibrary();
// A first connection should not wait for modules: what chains will name is loaded while nobody waits.
await Promise.all(library.registry.names.map((name) => library.registry.load(name)));

// Ctrl-C reaches the whole group of processes; the supervisor decides when sessions end.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});

let serving = false;
process.on("disconnect", () => {
  if (!serving) process.exit(0);
});
process.on("message", async (handover: SessionHandover, socket: Socket | undefined) => {
  if (socket === undefined) process.exit(0); // the client left before we had it
  serving = true;
  // A socket received from another process would end our side together with the client's.
  socket.allowHalfOpen = true;
  await runSession(socket, {
    library,
    defaultConfig: settings.defaultConfig,
    saving: settings.saving,
    version,
    log: log.child({ session: handover.session }),
  });
  process.exit(0);
});
// The supervisor may have gone while we warmed up.
if (process.connected) process.send!("ready");
else process.exit(0);
