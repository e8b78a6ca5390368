import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningServer, serve } from "../support/cli.ts";
import { converse, oneImage, onlyImage, received } from "../support/converse.ts";
import { noProcessFiles, withReason } from "../support/peers.ts";
import { processState, settledState } from "../support/process-state.ts";
import { isRunning, until } from "../support/processes.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

let server: RunningServer | undefined;
afterEach(() => {
  server?.process.kill("SIGKILL");
});

/** Resolves when the process of a session is free for the next one. */
const freed = (session: number) => server!.logged(new RegExp(`"session":${session},"freed"`));
/** Processes of the sessions so far. */
const pids = () => [...server!.log().matchAll(/"handedTo":(\d+)/g)].map(([, pid]) => Number(pid));
const resident = (pid: number) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))![1]) / 1024;

describe.skipIf(noProcessFiles)(withReason("a process that serves many sessions", noProcessFiles), () => {
  it("has flat memory and as many descriptors after 2,000 sessions as after 200", async () => {
    server = await serve("-v", "--sessions-per-process", "5000");
    const [size8, size16] = [oneImage(), oneImage({ size: 16, value: 3 })];
    const images = [onlyImage(await converse(server.port, size8))];
    const pid = pids()[0]!;
    await freed(1);
    images.push(onlyImage(await converse(server.port, size16)));
    await freed(2);
    const early: number[] = [];
    const late: number[] = [];
    let descriptors = 0;
    for (let session = 3; session <= 2000; session += 1) {
      const answer = await converse(server.port, session % 2 === 0 ? size16 : size8);
      expect(onlyImage(answer)).toEqual(images[session % 2 === 0 ? 1 : 0]);
      await freed(session);
      if (session === 200) ({ descriptors } = processState(pid));
      if (session > 200 && session <= 400) early.push(resident(pid));
      if (session > 1800) late.push(resident(pid));
    }
    expect(new Set(pids())).toEqual(new Set([pid]));
    expect(processState(pid).descriptors).toBe(descriptors);
    const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
    // V8's heap and code add up to 13 MB in 1,600 sessions; 13 KB that each session leaves would add 20.
    expect(middle(late)).toBeLessThan(middle(early) + 20);
  }, 300_000);

  it("serves the next client, although another process has started during its session", async () => {
    server = await serve("-v");
    const [last, ...sent] = oneImage().toReversed();
    const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
    for (const piece of sent.toReversed()) socket.write(piece);
    await settledState(server.process.pid!, 2);
    socket.end(last!);
    const image = onlyImage(await received(socket));
    const [pid] = pids();
    await freed(1);
    expect(onlyImage(await converse(server.port, oneImage()))).toEqual(image);
    expect(pids()).toEqual([pid, pid]);
  }, 60_000);

  it("serves the next client after a session that took much memory, but not after one that took far more", async () => {
    server = await serve("-v");
    const small = onlyImage(await converse(server.port, oneImage()));
    const [pid] = pids();
    await freed(1);
    const trigger = text(5, '{"parameters":{"trigger":"none"}}');
    // In one bucket.
    const inMemory = (repetitions: number) => {
      const readouts = smallReadouts(repetitions, 256);
      return [configFile("cartesian"), text(3, smallHeader(256)), trigger, ...readouts, close];
    };
    await converse(server.port, inMemory(250));
    await freed(2);
    await converse(server.port, inMemory(600));
    expect(pids()).toEqual([pid, pid, pid]);
    await until(() => !isRunning(pid!));
    const peaks = [...server.log().matchAll(/"peakMegabytes":(\d+)/g)].map(([, megabytes]) => Number(megabytes));
    expect(peaks[1]).toBeGreaterThan(384);
    expect(peaks[2]).toBeGreaterThan(600);
    expect(onlyImage(await converse(server.port, oneImage()))).toEqual(small);
  }, 120_000);
});
