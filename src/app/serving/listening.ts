import type { Logger } from "pino";
import type { AllowList } from "../../server/access/allow/index.ts";
import type { PageOptions } from "../../server/http/index.ts";

/** Where a server listens, and from where clients can connect. */
export interface Reach {
  readonly host: string;
  readonly port: number;
  readonly allow: AllowList | undefined;
}

/** Logs where a server listens, and which clients can connect. */
export function logListening(log: Logger, { host, port, allow }: Reach): void {
  const at = `listening on ${host.includes(":") ? `[${host}]` : host}:${port}`;
  const from = allow === undefined ? "" : `, restricted to ${allow}`;
  if (isLoopback(host)) {
    log.info(`${at}: clients of this machine only${from}; -H 0.0.0.0 for others`);
    return;
  }
  log.info(`${at}: clients of all machines that reach it${from}`);
  if (allow === undefined) {
    log.warn(
      "anyone who reaches this port can send data and choose chains: --allow 10.0.0.7,10.1.0.0/16 accepts connections from these addresses only",
    );
  }
}

/** Whether the page for browsers may be served: to other machines only with a token. */
export function mayServePage(host: string, { token, names }: Pick<PageOptions, "token" | "names">): boolean {
  return token !== undefined || (isLoopback(host) && names.length === 0);
}

/** Logs where browsers find the page, or why they do not. */
export function logPage(log: Logger, page: PageOptions | undefined, address: string): void {
  if (page === undefined) {
    log.info(
      "the page for browsers is not served, since other machines could open it: name a secret with --http-token, or listen on 127.0.0.1 without --http-name",
    );
  } else {
    const token = page.ownToken ? page.token : ", followed by the token";
    log.info(`the page for browsers is at ${address}${page.token === undefined ? "" : `?token=${token}`}`);
  }
}

/** Options that name an address to listen on. */
interface AddressOptions {
  readonly host: string;
  readonly port: string;
}

/** Why a server can't listen, with the address and the option to correct. It has the system's code. */
export function listenError(
  cause: NodeJS.ErrnoException,
  { host, port }: Pick<Reach, "host" | "port">,
  options: AddressOptions,
): Error {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: `this user may not listen on port ${port}: choose another with ${options.port}`,
    EADDRINUSE: `another program listens on port ${port} of ${host}: end it, or choose another port with ${options.port}`,
    EADDRNOTAVAIL: `this machine does not have the address ${host}: correct ${options.host}`,
    EAI_AGAIN: `the name ${host} can't be looked up: correct ${options.host}`,
    ENOTFOUND: `no machine is named ${host}: correct ${options.host}`,
  };
  const { code = "", message } = cause;
  return Object.assign(new Error(reasons[code] ?? `can't listen on port ${port} of ${host}: ${message}`, { cause }), {
    code,
  });
}

/** Warns if this program has more rights than it needs. */
export function warnOfRights(log: Logger): void {
  if (process.getuid?.() === 0) {
    log.warn(
      "running as root: an attacker who exploits a bug in this program gets all rights; start it as an unprivileged user",
    );
  }
}

/** Whether only programs of this machine reach an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d+){1,3}$/.test(host);
}
