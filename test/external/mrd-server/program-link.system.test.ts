import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { from, lastValueFrom, Subject, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { Credit } from "../../../src/chain/index.ts";
import { programLink, type RemoteData, throughServer } from "../../../src/external/mrd-server/index.ts";
import { image, readout } from "../../support/messages.ts";
import { isRunning, until } from "../../support/processes.ts";
import { plain } from "../../support/wire-samples.ts";

/** A server that starts to listen after a delay, and sends back what it receives. */
const LATE_ECHO = `
  setTimeout(() => require("node:net")
    .createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket))
    .listen(Number(process.argv[1]), "127.0.0.1"), 300);`;

function through(command: readonly string[], lines: string[] = [], timeoutMs = 10_000) {
  return throughServer({
    open: programLink(command, { timeoutMs, onLine: (line) => lines.push(line) }),
    handshake: { config: { kind: "config-file", name: "theirs" }, header: "<header/>", parameters: undefined },
    idleMs: 60_000,
    credit: new Credit(),
    returns: ["acquisition", "waveform", "image"],
    drained: () => undefined,
    onText: () => {},
  });
}
const resultsOf = (command: readonly string[], messages: readonly RemoteData[], timeoutMs?: number) =>
  lastValueFrom(from(messages).pipe(through(command, [], timeoutMs), toArray()));
const shell = (script: string) => ["sh", "-c", script];

describe("a program as an MRD server", () => {
  const messages = [readout({ scanCounter: 1 }), image([1, 2, 3]), readout({ scanCounter: 2 })];

  it("exchanges MRD messages over its standard input and output", async () => {
    expect((await resultsOf(["cat"], messages)).map(plain)).toEqual(messages.map(plain));
  });

  it("may be a server, which listens on the given port when it is ready", async () => {
    const command = [process.execPath, "-e", LATE_ECHO, "{port}"];
    expect((await resultsOf(command, messages)).map(plain)).toEqual(messages.map(plain));
  });

  it("has its messages reported line by line, including its output if it is a server", async () => {
    const lines: string[] = [];
    const script = `console.log("starting"); console.error("loaded"); ${LATE_ECHO}`;
    const command = [process.execPath, "-e", script, "{port}"];
    await lastValueFrom(from(messages).pipe(through(command, lines), toArray()));
    expect(lines.toSorted()).toEqual(["loaded", "starting"]);
  });

  it.each([
    ["that does not exist", ["no-such-program"], "'no-such-program' can't be started: there is no such program"],
    [
      "that ends before it listens",
      shell("echo no torch >&2; exit 3 # {port}"),
      "the program 'sh' ended with exit code 3; its last lines:\nno torch",
    ],
    [
      "that ends while data flow",
      shell("head -c 100 >/dev/null; echo oops >&2; exit 4"),
      "the program 'sh' ended with exit code 4; its last lines:\noops",
    ],
    ["that is killed", shell("kill -KILL $$"), "the program 'sh' was ended by SIGKILL"],
    [
      "that prints data that are not MRD",
      shell("echo hello; cat >/dev/null"),
      "the program 'sh' sends data that are not MRD: message 1 (at byte 0 of the stream): message id 25960 is unknown",
    ],
    [
      "that only closes its output",
      shell("exec >&-; sleep 1000"),
      "the program 'sh' ended the connection without CLOSE",
    ],
  ])("%s is an error with a clear message", async (_, command, message) => {
    const error = await resultsOf(command, messages).catch((reason: Error) => reason);
    expect((error as Error).message).toContain(message);
  });

  it("that does not listen in time is an error, and ends", async () => {
    const before = stepFolders();
    const error = await resultsOf(shell("echo loading >&2; sleep 1000 # {port}"), messages, 300).catch(
      (reason: Error) => reason,
    );
    expect((error as Error).message).toMatch(
      /^the program 'sh' does not listen on 127\.0\.0\.1:\d+ within 0\.3 s; is its port \{port\}\?; its last lines:\nloading$/,
    );
    await until(() => stepFolders().every((folder) => before.includes(folder)));
  });

  it("ends with the subscription, together with the processes that it has started", async () => {
    const lines: string[] = [];
    const source = new Subject<RemoteData>();
    const subscription = source
      .pipe(through(shell("sleep 1000 & echo $$ >&2; echo $! >&2; cat >/dev/null"), lines))
      .subscribe();
    await until(() => lines.length === 2);
    const ids = lines.map(Number);
    expect(ids.map(isRunning)).toEqual([true, true]);
    subscription.unsubscribe();
    await until(() => !ids.some(isRunning));
  });

  it("may take a second to exit by itself after its CLOSE", async () => {
    const lines: string[] = [];
    const command = shell("cat; sleep 0.2; echo saved >&2");
    await lastValueFrom(from(messages).pipe(through(command, lines), toArray()));
    await until(() => lines.length === 1);
    expect(lines).toEqual(["saved"]);
  });
});

function stepFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("larmor-step-"));
}
