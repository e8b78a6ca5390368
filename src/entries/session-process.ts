// The process of one session: it warms up, reports that it is ready, receives its client's socket, serves it and ends.
import "../app/no-debugger.ts";
import type { Socket } from "node:net";
import { chainLibrary, installedGadgets, noiseStore, workerPool } from "../app/composition.ts";
import { createLogger } from "../app/logging/logging.ts";
import { version } from "../app/package-root.ts";
import { ProcessGuard } from "../app/serving/session-guard.ts";
import { SessionReports } from "../app/serving/session-reports.ts";
import type { SessionSettings } from "../app/serving/session-settings.ts";
import { sessionLimits } from "../app/settings/limits.ts";
import { InputSocket } from "../protocols/mrd1/index.ts";
import type { ClientWatchAnswer, ClientWatchMessage, SessionHandover } from "../server/index.ts";
import { runSession, type SessionOptions, warmUp } from "../session/index.ts";

const settings = JSON.parse(process.argv[2]!) as SessionSettings;
const log = createLogger({ ...settings.logging, patient: true });
const gadgets = installedGadgets(settings.authors);
const library = chainLibrary(settings.authors, gadgets);
const pool = workerPool(settings.threads);
const options: Omit<SessionOptions, "session"> = {
  library,
  defaultConfig: settings.defaultConfig,
  clientRights: settings.clientRights,
  saving: settings.saving,
  recordFolder: settings.recordFolder,
  tapFolder: settings.tapFolder,
  trace: settings.trace ?? false,
  pool,
  noise: noiseStore(settings.noise),
  limits: sessionLimits(settings.limits),
  version,
  log,
};
// The first connection should wait neither for modules nor for the compiler.
await gadgets.warm();
if (process.argv[3] !== "urgent") {
  // With built-in chains: third-party chains of the same name may start programs or save data.
  const builtIn = chainLibrary({ ...settings.authors, pipelines: [] }, gadgets);
  await warmUp({ ...options, library: builtIn });
}

// Ctrl-C reaches the whole group of processes; the supervisor decides when sessions end.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("SIGHUP", () => {});

async function serve({ session, exitReport, firstBytes }: SessionHandover, socket: Socket): Promise<never> {
  const sessionLog = log.child({ session });
  const guard = new ProcessGuard({ hangSeconds: settings.limits.hangSeconds, exitReport }, sessionLog);
  if (gadgets.authors().length > 0) guard.startThread();
  // A socket received from another process would otherwise close its side together with the client's.
  socket.allowHalfOpen = true;
  const disconnected = new AbortController();
  process.on("message", (message: ClientWatchMessage) => {
    if (message === "client-disconnected") disconnected.abort();
    else process.send?.("alive" satisfies ClientWatchAnswer, () => {}); // the supervisor may have ended
  });
  const observer = settings.reports ? new SessionReports() : undefined;
  const input = InputSocket.over(socket, Buffer.from(firstBytes, "base64"));
  const ownOptions = { session, guard, observer, disconnected: disconnected.signal, log: sessionLog };
  await runSession(input, { ...options, ...ownOptions });
  await observer?.sent;
  process.exit(0);
}

const leave = () => process.exit(0);
process.once("disconnect", leave);
process.once("message", (handover: SessionHandover, socket: Socket | undefined) => {
  if (socket === undefined) leave(); // the client disconnected before the socket was received
  process.off("disconnect", leave); // the session goes on even if the supervisor ends
  void serve(handover, socket!);
});
// The supervisor may have ended during the warm-up.
if (process.connected) process.send!("ready");
else process.exit(0);
