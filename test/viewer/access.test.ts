import { describe, expect, it } from "vitest";
import { mayServePage } from "../../src/app/serving/listening.ts";
import { accessOf } from "../../src/app/serving/live-page.ts";
import { type AccessRequest, refusal } from "../../src/viewer/http/index.ts";

const token = "0123456789abcdef";
const request = (own: Partial<AccessRequest> = {}): AccessRequest => ({
  host: "localhost:9080",
  origin: undefined,
  cookie: undefined,
  authorization: undefined,
  token: undefined,
  ...own,
});

describe("a page of this machine alone", () => {
  const options = accessOf("127.0.0.1", { token: undefined, names: [] });
  it.each(["127.0.0.1:9080", "LOCALHOST:9080", "[::1]:9080", "localhost"])("is answered to by %s", (host) => {
    expect(refusal(options, request({ host }))).toBeUndefined();
  });
  it.each(["example.org:9080", "10.0.0.7:9080", "localhost.example.org", "", undefined])(
    "refuses requests to %s",
    (host) => {
      expect(refusal(options, request({ host }))).toMatchObject({ status: 403 });
    },
  );
  it("refuses requests of other pages, also of this machine", () => {
    const of = (origin: string) => refusal(options, request({ origin }));
    for (const origin of ["http://example.org", "http://localhost:9081", "null"])
      expect(of(origin)).toMatchObject({ status: 403 });
    expect(of("http://localhost:9080")).toBeUndefined();
  });
});

describe("a page for other machines", () => {
  const options = accessOf("0.0.0.0", { token, names: ["Recon.example.org"] });
  it.each(["10.0.0.7:9080", "[fd00::7]:9080", "recon.example.org", "localhost:9080"])(
    "is answered to by %s",
    (host) => {
      expect(refusal(options, request({ host, token }))).toBeUndefined();
    },
  );
  it("refuses other names, even with the token", () => {
    expect(refusal(options, request({ host: "example.org", token }))).toMatchObject({ status: 403 });
  });
  it("may be requested through a proxy that adds TLS", () => {
    const host = "recon.example.org";
    expect(refusal(options, request({ host, origin: `https://${host}`, token }))).toBeUndefined();
  });
  it.each([
    ["the address", { token }, undefined],
    ["its cookie", { cookie: `other=1; larmor_9080=${token}` }, undefined],
    ["a header", { authorization: `Bearer ${token}` }, undefined],
    ["the cookie of another port", { cookie: `larmor_9081=${token}` }, 401],
    ["a part of it", { token: token.slice(1) }, 401],
    ["nothing", {}, 401],
  ])("needs the token, by %s", (_, presented, status) => {
    expect(refusal(options, request({ host: "10.0.0.7:9080", ...presented }))?.status).toBe(status);
  });
});

it.each([
  ["127.0.0.1", undefined, [], true],
  ["127.0.0.1", undefined, ["recon"], false],
  ["127.0.0.1", token, ["recon"], true],
  ["0.0.0.0", undefined, [], false],
  ["0.0.0.0", token, [], true],
] as const)("a page at %s with token %s and names %j is served: %s", (host, given, names, served) => {
  expect(mayServePage(host, { token: given, names })).toBe(served);
});
