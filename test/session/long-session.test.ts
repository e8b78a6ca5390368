import { once } from "node:events";
import { pino } from "pino";
import { afterEach, expect, it, vi } from "vitest";
import { duplexPair } from "../support/duplex.ts";
import { converse, serveSession } from "../support/session.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

afterEach(() => {
  vi.useRealTimers();
});
function listen() {
  const lines: { readonly level: number; readonly msg: string; readonly outcome?: string }[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  return { log: pino({}, { write }), lines, messages: () => lines.map(({ msg }) => msg) };
}
const opening = [configFile("default"), text(3, smallHeader())];

it("a session logs once a minute what it has received and sent", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { log, messages } = listen();
  const [client, server] = duplexPair();
  const ended = serveSession(server, { log, session: 7 });
  for (const piece of [...opening, ...smallReadouts(2)]) client.write(piece);
  await once(client, "data"); // an image
  vi.advanceTimersByTime(125_000);
  client.end(close);
  client.resume();
  await ended;
  const running = messages().filter((msg) => msg.startsWith("session 7 running: "));
  expect(running).toHaveLength(2);
  expect(running[0]).toMatch(/^session 7 running: \d+ readouts in, [12] images? out, chain default, \d+\.\d s$/);
});

it("the last line of a session says what it received and sent", async () => {
  const { log, lines } = listen();
  await converse([...opening, ...smallReadouts(1), close], { log });
  expect(lines.at(-1)).toMatchObject({ level: 30, outcome: "done", readouts: 8, imagesIn: 0, imagesOut: 1 });
  expect(lines.at(-1)!.msg).toMatch(/^session 1 done: 8 readouts in, 1 image out, chain default, \d+\.\d s$/);
});

it("the last line of a session that failed says why, as one entry", async () => {
  const { log, lines } = listen();
  const forged = "none\n[2026-01-01 00:00:00.000] INFO: session 1 done";
  await converse([configFile(forged), text(3, smallHeader()), ...smallReadouts(1), close], { log });
  expect(lines.at(-1)).toMatchObject({ level: 50, outcome: "failed", code: "chain/not-a-name" });
  expect(lines.at(-1)!.msg).toMatch(
    /^session 1 failed \[chain\/not-a-name\] after \d+\.\d s: config 'none\\u000a\[2026.*' is not a name/,
  );
  for (const { msg } of lines) expect(msg).not.toMatch(/^\[2026/m);
});

it("a client that disconnects is one warning, without a stack", async () => {
  const { log, lines } = listen();
  const [client, server] = duplexPair();
  const ended = serveSession(server, { log });
  for (const piece of [...opening, ...smallReadouts(2)]) client.write(piece);
  await once(client, "data");
  server.destroy(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
  await ended;
  const warnings = lines.filter(({ level }) => level >= 40);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]!.msg).toMatch(
    /^session 1 failed \[system\/ECONNRESET\] after \d+\.\d s: the client disconnected; \d+ readouts in, 1 image out, /,
  );
  expect(JSON.stringify(lines)).not.toContain('"stack"');
});

it("many equal texts of a client are one warning and a count", async () => {
  const { log, messages } = listen();
  const texts = Buffer.concat(Array.from({ length: 20_000 }, () => text(5, "")));
  const received = await converse([...opening, text(5, ""), texts, ...smallReadouts(1), close], { log });
  const warning = "a text has no effect here: parameters come once, right after the header";
  expect(received.flatMap((message) => (message.kind === "text" ? [message.text] : []))).toEqual([
    `WARNING ${warning}`,
    `WARNING 19999 more times: ${warning}`,
  ]);
  expect(messages().length).toBeLessThan(6);
});

it("a config that does not arrive ends the session", async () => {
  const [client, server] = duplexPair();
  const ended = serveSession(server, { limits: { configSeconds: 1 } });
  client.write(configFile("default").subarray(0, 100));
  const answer = Buffer.concat((await client.toArray()) as Buffer[]).toString("latin1");
  expect(answer).toContain("no config arrived within 1 s, which is the limit; the server's --config-timeout raises it");
  client.end();
  await ended;
});
