// Records what a client and a server say to each other, byte by byte, for tests to replay:
//   node --import jiti/register test/interop/record.ts <name> <host:port of a running server> -- <client> [arguments]
// The client is run with {port} in its arguments replaced by that of a relay to the server. Each of its connections
// becomes <name>.client.bin.gz and <name>.server.bin.gz, a second one <name>-2.…, and so on; relative names are under
// recorded/.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** Relays data as they arrive, and their end. @returns all data, at the end */
async function relayed(from: Socket, to: Socket): Promise<Buffer> {
  const pieces: Buffer[] = [];
  from.on("data", (piece: Buffer) => {
    pieces.push(piece);
    to.write(piece);
  });
  from.on("error", () => to.destroy());
  await Promise.race([once(from, "end"), once(from, "close")]);
  to.end();
  return Buffer.concat(pieces);
}

const [name, address, separator, command, ...args] = process.argv.slice(2);
if (command === undefined || separator !== "--") {
  throw new Error("usage: record.ts <name> <host:port> -- <client> [arguments with {port}]");
}
const [host, port] = address!.split(":");
const base = resolve(fileURLToPath(new URL("recorded/", import.meta.url)), name!);
mkdirSync(dirname(base), { recursive: true });

const connections: Promise<void>[] = [];
const relay = createServer({ allowHalfOpen: true }, (client) => {
  const path = connections.length === 0 ? base : `${base}-${connections.length + 1}`;
  const server = connect({ host: host!, port: Number(port), allowHalfOpen: true });
  const save = async () => {
    const [sent, answered] = await Promise.all([relayed(client, server), relayed(server, client)]);
    writeFileSync(`${path}.client.bin.gz`, gzipSync(sent, { level: 9 }));
    writeFileSync(`${path}.server.bin.gz`, gzipSync(answered, { level: 9 }));
    console.log(`${path}: ${sent.length} bytes of the client, ${answered.length} of the server`);
  };
  connections.push(save());
}).listen(0, "127.0.0.1");
await once(relay, "listening");
const relayPort = String((relay.address() as AddressInfo).port);

const child = spawn(
  command,
  args.map((argument) => argument.replaceAll("{port}", relayPort)),
  { stdio: "inherit" },
);
const [status] = (await once(child, "close")) as [number | null];
await Promise.all(connections);
relay.close();
process.exitCode = status ?? 1;
