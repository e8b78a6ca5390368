import { expect, it } from "vitest";
import { connect } from "../../src/client/index.ts";
import { codeOf } from "../../src/errors/index.ts";

it("a name that can't be looked up fails at the first attempt", async () => {
  const retries: number[] = [];
  const onRetry = (attempt: number) => retries.push(attempt);
  const error = await connect({ host: "no.such.host.invalid", port: 9002, onRetry }).catch((reason: unknown) => reason);
  expect(codeOf(error)).toBe("client/unknown-host");
  expect((error as Error).message).toMatch(/^no machine is named 'no\.such\.host\.invalid' \(.*\); correct --address$/);
  expect(retries).toEqual([]);
});
