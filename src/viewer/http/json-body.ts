import type { Context, MiddlewareHandler } from "hono";
import type { Static, TSchema } from "typebox";
import { validate } from "../../chain/text/index.ts";
import { ViewerError } from "../errors.ts";

/** Maximum size of a request. */
const MOST_BYTES = 2 ** 20;

/**
 * Refuses requests that may change something unless they are JSON: a form of another page cannot send that, and a
 * script of another page only after asking, which is refused.
 */
export const requireJson: MiddlewareHandler = async (context, next) => {
  const { method } = context.req;
  const isJson = /^application\/json\b/i.test(context.req.header("content-type") ?? "");
  if (method !== "GET" && method !== "HEAD" && !isJson)
    return context.text("requests that change something are sent as application/json\n", 415);
  return next();
};

/** The body of a request. @throws ViewerError `bad-request` if it does not have the form of the schema */
export async function bodyOf<T extends TSchema>(context: Context, schema: T): Promise<Static<T>> {
  const text = await context.req.text();
  if (text.length > MOST_BYTES) throw new ViewerError("bad-request", `a request has at most ${MOST_BYTES} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ViewerError("bad-request", `the request is not JSON: ${(error as Error).message}`);
  }
  const { issues } = validate(schema, value);
  if (issues.length > 0) throw new ViewerError("bad-request", issues.map(({ message }) => message).join("\n"));
  return value as Static<T>;
}
