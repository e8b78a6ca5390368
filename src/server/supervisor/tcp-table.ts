import { readFileSync, readlinkSync } from "node:fs";
import type { Socket } from "node:net";

// What Linux knows about the TCP connections of this machine. Elsewhere, and without /proc, nothing is known.

/** States of a connection whose side has been closed: FIN_WAIT1, FIN_WAIT2, CLOSING. */
const closedStates: readonly string[] = ["04", "05", "0B"];

/** Timers of a connection: for data that are not acknowledged, and for a client that accepts no more. */
const RETRANSMISSION = "01";
const ZERO_WINDOW = "04";
/** Attempts without an answer that count: a network may lose one or two packets. In a local network they take 1.4 s. */
const ATTEMPTS = 3;

/** A connection in the table; addresses, ports, states and timers as they are written there. */
interface Connection {
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  readonly timer: string;
  /** Attempts to send data, since the last answer. */
  readonly retransmissions: number;
  /** Questions for a sign of life, or whether more is accepted, since the last answer. */
  readonly probes: number;
  /** "0" if the connection belongs to no process. */
  readonly inode: string;
}

/** Whether the other end of a connection is on this machine, closed, and belongs to no process. */
export function isOrphaned({ remoteAddress, remotePort, localAddress, localPort }: Socket): boolean {
  if (remoteAddress === undefined || localAddress === undefined || !isLocal(remoteAddress, localAddress)) return false;
  const theirs = ends(remoteAddress, remotePort!);
  const ours = ends(localAddress, localPort!);
  return connections().some(
    ({ local, remote, state, inode }) =>
      theirs.includes(local) && ours.includes(remote) && closedStates.includes(state) && inode === "0",
  );
}

/**
 * Whether the other end of a connection does not acknowledge data at the moment, or does not answer whether it accepts
 * more. The system itself gives up only after a quarter of an hour.
 */
export function isUnanswered(socket: Socket): boolean {
  const inode = inodeOf(socket);
  return inode !== undefined && connections().some((each) => each.inode === inode && hasNoAnswer(each));
}

/** Keep-alive does not count here: the system ends a connection that does not answer it. */
export function hasNoAnswer({ timer, retransmissions, probes }: Connection): boolean {
  return timer === RETRANSMISSION ? retransmissions >= ATTEMPTS : timer === ZERO_WINDOW && probes >= ATTEMPTS;
}

/** @returns `undefined` if it is not known */
function inodeOf(socket: Socket): string | undefined {
  const { _handle: handle } = socket as { _handle?: { fd?: number } | null }; // undocumented
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${handle?.fd}`))?.[1];
  } catch {
    return undefined;
  }
}

function isLocal(remote: string, local: string): boolean {
  return remote === local || /^(::ffff:)?127\./.test(remote);
}

/** An end of a connection as the tables write it, for the two kinds of sockets; addresses are in the machine's order. */
function ends(address: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  if (address === "::1") return [`00000000000000000000000001000000${suffix}`];
  const numbers = address
    .replace(/^::ffff:/, "")
    .split(".")
    .map(Number);
  if (numbers.length !== 4) return []; // another IPv6 address
  const hexadecimal = numbers.toReversed().map((each) => each.toString(16).toUpperCase().padStart(2, "0"));
  const word = hexadecimal.join("");
  return [`${word}${suffix}`, `0000000000000000FFFF0000${word}${suffix}`];
}

function connections(): readonly Connection[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap(linesOf).map(connectionOf);
}

function linesOf(table: string): readonly string[] {
  try {
    return readFileSync(table, "latin1").trimEnd().split("\n").slice(1);
  } catch {
    return []; // no /proc
  }
}

/** `0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 12345 …` */
export function connectionOf(line: string): Connection {
  const [, local, remote, state, , timer, retransmissions, , probes, inode] = line.trim().split(/\s+/) as string[];
  return {
    local: local!,
    remote: remote!,
    state: state!,
    timer: timer!.slice(0, 2),
    retransmissions: Number.parseInt(retransmissions!, 16),
    probes: Number(probes),
    inode: inode!,
  };
}
