import type { Context } from "hono";
import { ViewerError } from "../errors.ts";

/** A text parameter of a request. @throws ViewerError `bad-request` if it is missing */
export function textParameter(context: Context, name: string): string {
  const value = context.req.query(name);
  if (value === undefined) throw new ViewerError("bad-request", `the parameter ${name} is missing`);
  return value;
}

/** A whole number, 0 or more. @throws ViewerError `bad-request` if it is none */
export function numberParameter(context: Context, name: string): number {
  return numberOf(name, textParameter(context, name));
}

/** A whole number, 0 or more. @param name in messages @throws ViewerError `bad-request` if it is none */
export function numberOf(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new ViewerError("bad-request", `${name} must be a whole number, not '${text}'`);
  return Number(text);
}
