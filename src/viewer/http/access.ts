import { timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { MiddlewareHandler } from "hono";
import { setCookie } from "hono/cookie";
import { parse } from "hono/utils/cookie";

export interface AccessOptions {
  /** Names and addresses under which the server may be requested, without port. */
  readonly hosts: readonly string[];
  /** Whether it may also be requested by any address of this machine: names can be made to point here, addresses not. */
  readonly byAddress?: boolean;
  /** What a browser must present; `undefined`: nothing. */
  readonly token: string | undefined;
}

/** Names of this machine, for itself. */
export const loopbackNames = ["127.0.0.1", "localhost", "[::1]"] as const;

/** What decides about a request. */
export interface AccessRequest {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
  /** Of the address, `?token=`. */
  readonly token: string | undefined;
}

/** Why a request is refused. */
export interface Refused {
  readonly status: 401 | 403;
  readonly text: string;
}

/**
 * Refuses a request unless
 * - it names one of the hosts: a page of another site whose name was made to point here (DNS rebinding) does not;
 * - its origin, if the browser sends one, is this server: other pages can neither send forms nor open sockets;
 * - it presents the token, if there is one: as `?token=` at first, afterwards by a cookie that scripts cannot read, or
 *   as `Authorization: Bearer`.
 */
export function refusal(
  options: AccessOptions,
  { host = "", origin, ...presented }: AccessRequest,
): Refused | undefined {
  const name = hostName(host);
  if (!options.hosts.includes(name) && !(options.byAddress === true && isIP(name.replace(/^\[|\]$/g, "")) !== 0)) {
    return { status: 403, text: `this server is not called ${name || "so"}: open it by ${options.hosts[0]}\n` };
  }
  // A reverse proxy may have been asked by https.
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return { status: 403, text: "requests of other pages are refused\n" };
  }
  const { token } = options;
  if (token === undefined) return undefined;
  const bearer = /^Bearer (.+)$/.exec(presented.authorization ?? "")?.[1];
  const cookie = parse(presented.cookie ?? "")[cookieName(host)];
  if ([presented.token, cookie, bearer].some((each) => each !== undefined && isSame(each, token))) return undefined;
  return { status: 401, text: "open the address with its ?token=, as the program printed it or was given it\n" };
}

/** Lets a request through unless it is refused, and sets what browsers need to know. */
export function access(options: AccessOptions): MiddlewareHandler {
  return async (context, next) => {
    const header = (name: string) => context.req.header(name);
    const token = context.req.query("token");
    const host = header("host");
    const refused = refusal(options, {
      host,
      origin: header("origin"),
      cookie: header("cookie"),
      authorization: header("authorization"),
      token,
    });
    if (refused !== undefined) return context.text(refused.text, refused.status);
    if (options.token !== undefined && token !== undefined) {
      setCookie(context, cookieName(host!), options.token, { httpOnly: true, sameSite: "Strict", path: "/" });
    }
    await next();
    context.header("x-content-type-options", "nosniff");
    context.header("referrer-policy", "no-referrer");
    context.header("cross-origin-resource-policy", "same-origin");
    context.header(
      "content-security-policy",
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    return undefined;
  };
}

/** `[::1]` of `[::1]:9080`. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

/** Browsers send the cookies of all ports of a host: each port has a name of its own. */
function cookieName(host: string): string {
  return `larmor_${/:(\d+)$/.exec(host)?.[1] ?? "80"}`;
}

/** In a time that does not depend on where they differ. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
