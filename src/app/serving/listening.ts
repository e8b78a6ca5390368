import type { Logger } from "pino";
import type { AllowList } from "../../server/access/allow/index.ts";

/** Who can connect to a server. */
export interface Reach {
  readonly host: string;
  readonly port: number;
  readonly allow: AllowList | undefined;
}

/** Says where a server listens, and who can connect there. */
export function logListening(log: Logger, { host, port, allow }: Reach): void {
  const at = `listening on ${host.includes(":") ? `[${host}]` : host}:${port}`;
  const from = allow === undefined ? "" : `, and of those only ${allow}`;
  if (isLoopback(host)) {
    log.info(`${at}: clients of this machine only${from}; -H 0.0.0.0 for others`);
    return;
  }
  log.info(`${at}: clients of all machines that reach it${from}`);
  if (allow === undefined) {
    log.warn(
      "anyone who reaches this port can send data and choose chains: --allow 10.0.0.7,10.1.0.0/16 takes connections from these addresses alone",
    );
  }
}

/** Says what this program may do that it need not. */
export function warnOfRights(log: Logger): void {
  if (process.getuid?.() === 0) {
    log.warn(
      "running as root: whoever finds a mistake in this program has all rights then; start it as a user without any",
    );
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d+){1,3}$/.test(host);
}
