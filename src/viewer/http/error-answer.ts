import type { ErrorHandler } from "hono";
import { codeOf, isOwn } from "../../errors/index.ts";

/** Statuses of errors that programs may want to tell apart; the page shows the text. */
const statuses: Readonly<Record<string, 403 | 404 | 409 | 503>> = {
  "viewer/no-such-chain": 404,
  "viewer/no-such-job": 404,
  "viewer/outside-data": 404,
  "viewer/built-in-chain": 403,
  "viewer/chain-changed": 409,
  "viewer/too-many-jobs": 503,
  "viewer/not-available": 503,
};

/** Answers a request that failed, by a text for its user. */
export const answerError: ErrorHandler = (error, context) =>
  context.text(`${error.message}\n`, statuses[codeOf(error)] ?? (isOwn(error) ? 400 : 500));
