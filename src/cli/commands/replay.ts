import { Command, InvalidArgumentError, Option } from "commander";
import type { OwnSessionOptions } from "../../app/own-session.ts";
import type { ReplayOptions } from "../../app/replay-file.ts";
import {
  clientSteps,
  gadgetFolders,
  noiseFolder,
  noiseMaxAge,
  nonEmpty,
  overwrite,
  pipelineFolders,
  portNumber,
  savedataFolder,
  threads,
} from "../arguments.ts";

interface ReplayCommandOptions extends Omit<ReplayOptions, "address" | "port">, OwnSessionOptions {
  readonly address?: string;
  readonly port?: number;
  readonly verbose: boolean;
}

export const replay = new Command("replay")
  .summary("send a recorded session again")
  .description(
    "Sends the bytes of a client that larmor serve --record has recorded, and compares the answer with the recorded one.",
  )
  .argument("<recording>", "recording of a session (.pcapng)")
  .option("-a, --address <host>", "address of a server (default: none, the session runs in this process)", nonEmpty)
  .option("-p, --port <port>", "port of the server (default: 9002)", portNumber)
  .addOption(
    new Option("--speed <speed>", "fast: without pauses; real: as recorded; a number: this many times faster")
      .default(Number.POSITIVE_INFINITY, "fast")
      .argParser(speed),
  )
  .option("-o, --outfile <file>", "save the images to this file")
  .option("-G, --out-group <group>", "group to write (default: date and time)")
  .addOption(overwrite())
  .option("--output-bytes <file>", "write all bytes that the server sends to this file")
  .option("--check", "succeed if and only if the answer is the same as recorded, byte for byte", false)
  .option("-v, --verbose", "print more", false)
  .optionsGroup("Without a server:")
  .option("-d, --defaultConfig <name>", "chain to run if the client's config is unknown")
  .addOption(gadgetFolders())
  .addOption(pipelineFolders())
  .addOption(clientSteps())
  .addOption(savedataFolder())
  .addOption(noiseFolder())
  .addOption(noiseMaxAge())
  .addOption(threads())
  .addHelpText(
    "after",
    `
Exit status: 0 on success; 1 if the server reported an error or did not end with CLOSE or, with --check, if the answer
differs from the recorded one.`,
  )
  .action(async (recording: string, options: ReplayCommandOptions) => {
    const [{ createLogger }, { replayFile }] = await Promise.all([
      import("../../app/logging/logging.ts"),
      import("../../app/replay-file.ts"),
    ]);
    const log = await createLogger({ verbose: options.verbose, file: undefined, crlf: false, json: false });
    const to = async (address: string, port: number) => {
      if ((await replayFile(recording, { ...options, address, port }, log)) > 0) process.exitCode = 1;
    };
    if (options.address !== undefined || options.port !== undefined) {
      return to(options.address ?? "localhost", options.port ?? 9002);
    }
    const { ownSession } = await import("../../app/own-session.ts");
    const session = await ownSession(options, log.child({}, { level: options.verbose ? "debug" : "silent" }));
    try {
      await to("127.0.0.1", session.port);
    } finally {
      await session.close();
    }
  });

function speed(text: string): number {
  if (text === "fast") return Number.POSITIVE_INFINITY;
  const value = text === "real" ? 1 : Number(text);
  if (text.trim() === "" || !(value > 0)) throw new InvalidArgumentError("It must be fast, real or a positive number.");
  return value;
}
