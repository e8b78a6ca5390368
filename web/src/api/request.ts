/** A request that the server could not answer, with its explanation. */
export class RequestError extends Error {
  override readonly name = "RequestError";
}

type Parameters = Readonly<Record<string, string | number | undefined>>;

/** The path of a request below `/api/`; parameters that are `undefined` are left out. */
export function apiPath(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return `api/${path}${text === "" ? "" : `?${text}`}`;
}

async function request(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(apiPath(path, parameters), signal ? { signal } : {}).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new RequestError("the server does not answer: it may have ended");
  });
  if (!response.ok) throw new RequestError((await response.text()).trim() || `status ${response.status}`);
  return response;
}

/** @throws RequestError */
export async function getJson<T>(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<T> {
  return (await request(path, parameters, signal)).json() as Promise<T>;
}

/** @throws RequestError */
export async function getBytes(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<Uint8Array> {
  return new Uint8Array(await (await request(path, parameters, signal)).arrayBuffer());
}
