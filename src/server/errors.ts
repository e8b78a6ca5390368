/** Why a server ends a session, or does not begin one, as a stable code that a program can test. */
export type ServerErrorCode =
  | "hung" // a step was at work without a pause for too long
  | "no-process" // no process for a session can be started
  | "not-allowed" // a client whose address --allow does not list
  | "out-of-memory" // a session took more memory than it may
  | "process-died" // the session's process ended
  | "shutting-down" // the server is being stopped
  | "time-limit"; // a session took longer than it may, and did not end when told to

/** What the server tells a client that it sends away. */
export interface Refusal {
  readonly code: `server/${ServerErrorCode}`;
  /** The message, with what to do. */
  readonly reason: string;
}
