import { timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";

export interface AccessOptions {
  /** Names and addresses under which the server may be requested, without port. */
  readonly hosts: readonly string[];
  /** What a browser must present; `undefined`: nothing. */
  readonly token: string | undefined;
}

/** Names of this machine, for itself. */
export const loopbackNames = ["127.0.0.1", "localhost", "[::1]"] as const;

/**
 * Lets a request through only if
 * - it names one of the hosts: a page of another site whose name was made to point here (DNS rebinding) does not;
 * - its origin, if the browser sends one, is this server: other pages can neither send forms nor open sockets;
 * - it presents the token, if there is one: as `?token=` at first, afterwards by a cookie that scripts cannot read.
 */
export function access({ hosts, token }: AccessOptions): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header("host") ?? "";
    if (!hosts.includes(hostName(host))) {
      return context.text(`this server is not called ${hostName(host) || "so"}: open it by ${hosts[0]}\n`, 403);
    }
    const origin = context.req.header("origin");
    if (origin !== undefined && origin !== `http://${host}`) {
      return context.text("requests of other pages are refused\n", 403);
    }
    if (token !== undefined && !presents(context, token, host)) {
      return context.text("open the address with its ?token=, as the program printed it\n", 401);
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
function presents(context: Context, token: string, host: string): boolean {
  const cookie = `larmor_${/:(\d+)$/.exec(host)?.[1] ?? "80"}`;
  const given = context.req.query("token");
  if (given !== undefined && isSame(given, token)) {
    setCookie(context, cookie, token, { httpOnly: true, sameSite: "Strict", path: "/" });
    return true;
  }
  const bearer = /^Bearer (.+)$/.exec(context.req.header("authorization") ?? "")?.[1];
  return [getCookie(context, cookie), bearer].some((each) => each !== undefined && isSame(each, token));
}

/** In a time that does not depend on where they differ. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
