export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `host:port`; the host may be a name, an IPv4 address, or an IPv6 one in brackets.
 * @returns `undefined` if the text is not an address
 */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:\[([^[\]]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text);
  const [host, port] = [match?.[1] ?? match?.[2], Number(match?.[3])];
  return host !== undefined && port >= 1 && port <= 0xffff ? { host, port } : undefined;
}
