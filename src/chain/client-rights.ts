import type { Gadget } from "../gadget-api/index.ts";
import { innerChainRefusal } from "./text/inner-chain.ts";

/** What clients may use beyond the process of their session, in the chains and parameters that they send. */
export interface ClientRights {
  /** Names of steps; `save` allows a chain to save the incoming data. */
  readonly steps: readonly string[];
  /** Addresses that steps may connect to, as host:port. */
  readonly addresses: readonly string[];
}

/** The default of a server: nothing. */
export const noRights: ClientRights = { steps: [], addresses: [] };

/** The option of a server that allows a step. */
export function optionFor(step: string, needsAddress = false): string {
  return `--client-steps ${step}${needsAddress ? "=HOST:PORT" : ""}`;
}

/**
 * Whether a step acts beyond the process of its session: it connects to servers, starts programs, or writes files. A
 * step with server-side-only parameters counts, because these exist for such purposes.
 */
export function reachesOutside({ runtime, trusted, addresses }: Gadget): boolean {
  return runtime.external || runtime.saves || trusted.length > 0 || addresses.length > 0;
}

/** Why a client may not use a step; `undefined` if it may. */
export function stepRefusal(gadget: Gadget, rights: ClientRights): string | undefined {
  const { name, addresses } = gadget;
  if (!reachesOutside(gadget) || rights.steps.includes(name)) return undefined;
  const option = optionFor(name, addresses.length > 0);
  return `'${name}' acts outside of the session, and this chain came from a client; the server's ${option} allows it`;
}

/** Why a client may not set parameters of a step that act outside of the session: addresses, and chains run there. */
export function outsideIssues(
  { name, addresses, chainTexts }: Gadget,
  values: Readonly<Record<string, unknown>>,
  rights: ClientRights,
): [key: string, refusal: string][] {
  const issues = [
    ...addresses.map((key) => [key, addressRefusal(values[key], name, rights)] as const),
    ...chainTexts.map((key) => [key, innerChainRefusal(String(values[key]), name)] as const),
  ];
  return issues.flatMap(([key, why]) =>
    why === undefined ? [] : [[key, `'${key}' of '${name}' is set by a client: ${why}`]],
  );
}

/** An empty address connects to nothing. */
function addressRefusal(address: unknown, step: string, { addresses }: ClientRights): string | undefined {
  const isSame = (listed: string) => listed.toLowerCase() === String(address).toLowerCase();
  if (address === "" || addresses.some(isSame)) return undefined;
  const allowed = addresses.length === 0 ? "none" : addresses.join(", ");
  return `it must be an address that the server's ${optionFor(step, true)} lists, and it lists ${allowed}`;
}
