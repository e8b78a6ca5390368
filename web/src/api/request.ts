import { connectionLost } from "./connection.ts";

/** A request that the server could not answer, with its explanation. */
export class RequestError extends Error {
  override readonly name = "RequestError";

  /** @param status of HTTP; `undefined` if there was no answer */
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}

type Parameters = Readonly<Record<string, string | number | undefined>>;

/** The path of a request below `/api/`; parameters that are `undefined` are left out. */
export function apiPath(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return `api/${path}${text === "" ? "" : `?${text}`}`;
}

async function request(path: string, options: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, options).catch((error: unknown) => {
    if (options.signal?.aborted) throw error;
    connectionLost();
    throw new RequestError("the server does not answer: it may have ended");
  });
  if (!response.ok)
    throw new RequestError((await response.text()).trim() || `status ${response.status}`, response.status);
  return response;
}

function get(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<Response> {
  return request(apiPath(path, parameters), signal ? { signal } : {});
}

/** @throws RequestError */
export async function getJson<T>(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<T> {
  return (await get(path, parameters, signal)).json() as Promise<T>;
}

/** @throws RequestError */
export async function getBytes(
  path: string,
  parameters?: Parameters,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await get(path, parameters, signal)).arrayBuffer());
}

/** Sends parameters that are too many for an address. @throws RequestError */
export async function postForBytes(
  path: string,
  parameters: unknown,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await send("POST", path, parameters, signal)).arrayBuffer());
}

/** Sends JSON, to change something. @throws RequestError */
export async function sendJson<T>(
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<T> {
  return (await send(method, path, body, signal)).json() as Promise<T>;
}

function send(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return request(apiPath(path), { method, headers, body: JSON.stringify(body), ...(signal && { signal }) });
}
