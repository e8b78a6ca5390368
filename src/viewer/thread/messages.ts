/** A request as it is sent to the thread that answers it. */
export interface SentRequest {
  readonly id: number;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: string | undefined;
}

/** The answer to a request. */
export interface SentAnswer {
  readonly id: number;
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: ArrayBuffer;
}
