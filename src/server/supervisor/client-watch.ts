import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";

const CHECK_MS = 1000;

/** Checks after which the session of a client that has disconnected is asked to end, and after which it is killed. */
const CHECKS_UNTIL_ASKED = 2;
const CHECKS_UNTIL_KILLED = 7;

/**
 * Notices clients that have disconnected while their session goes on: its process may be stuck, or wait for something
 * else. The session is asked to end, and killed if it does not.
 *
 * A client that only ends its side may be waiting for images. One on this machine is known to have disconnected if its
 * end of the connection belongs to no process. For others, the system knows when data can't be delivered, or when
 * its question for a sign of life is not answered.
 */
export class ClientWatch {
  readonly #kill: (child: ChildProcess) => void;

  /** @param kill ends a process that did not end when asked */
  constructor(kill: (child: ChildProcess) => void) {
    this.#kill = kill;
  }

  /** Watches the client of a session until its process ends. */
  watch(child: ChildProcess, socket: Socket): void {
    let checks = 0;
    const timer = setInterval(() => {
      // Writing nothing sends nothing, but fails on a broken connection, which destroys the socket.
      if (!socket.destroyed) socket.write("");
      if (!socket.destroyed && !isOrphaned(socket)) {
        checks = 0;
        return;
      }
      checks += 1;
      if (checks === CHECKS_UNTIL_ASKED && child.connected) child.send("client-disconnected", () => {});
      if (checks === CHECKS_UNTIL_KILLED) this.#kill(child);
    }, CHECK_MS);
    child.once("exit", () => clearInterval(timer));
  }
}

/** States of a connection whose side has been closed: FIN_WAIT1, FIN_WAIT2, CLOSING. */
const closedStates: readonly string[] = ["04", "05", "0B"];

/** Whether the other end of a connection is on this machine, closed, and belongs to no process: it has no inode. */
function isOrphaned({ remoteAddress, remotePort, localAddress, localPort }: Socket): boolean {
  if (remoteAddress === undefined || localAddress === undefined || !isLocal(remoteAddress, localAddress)) return false;
  const theirs = ends(remoteAddress, remotePort!);
  const ours = ends(localAddress, localPort!);
  return ["/proc/net/tcp", "/proc/net/tcp6"].some((table) =>
    linesOf(table).some((line) => {
      const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
      const isTheirs = theirs.includes(local!) && ours.includes(remote!);
      return isTheirs && closedStates.includes(state!) && inode === "0";
    }),
  );
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

function linesOf(table: string): readonly string[] {
  try {
    return readFileSync(table, "latin1").split("\n").slice(1);
  } catch {
    return []; // no /proc
  }
}
