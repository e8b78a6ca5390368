import { describe, expect, it } from "vitest";
import { forgetLargePages, withLargePages } from "../../src/processes/large-pages.ts";

describe("large pages", () => {
  it("are asked for, and forgotten", () => {
    const env = withLargePages({ HOME: "/home" });
    expect(env).toEqual({ HOME: "/home", GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" });
    forgetLargePages(env);
    expect(env).toEqual({ HOME: "/home" });
  });

  it("are left to the server's environment, if that sets them", () => {
    const env = withLargePages({ GLIBC_TUNABLES: "glibc.malloc.hugetlb=0" });
    forgetLargePages(env);
    expect(env).toEqual({ GLIBC_TUNABLES: "glibc.malloc.hugetlb=0" });
  });
});
