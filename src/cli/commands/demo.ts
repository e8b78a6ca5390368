import { rmSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { CommandError } from "../../app/errors.ts";
import { createLogger } from "../../app/logging/logging.ts";
import { sendFile } from "../../app/send-file.ts";
import { sessionSupervisor } from "../../app/serving/session-settings.ts";
import { noAuthors } from "../../app/settings/author-folders.ts";
import { defaultLimits } from "../../app/settings/limits.ts";
import { makeFolder, writeFile } from "../../files/index.ts";
import { MrdFile } from "../../formats/mrd-hdf5/index.ts";
import { renderMosaic } from "../../rendering/index.ts";
import { writePhantom } from "../../simulator/index.ts";
import { counted } from "../../text/index.ts";
import { defaultThreads } from "../arguments.ts";

export const demo = new Command("demo")
  .summary("start a server, generate a phantom, send it, show the result")
  .description("Runs the whole pipeline once on a free port of this machine, and prints where the picture is saved.")
  .option(
    "-o, --output <folder>",
    "where phantom.h5, images.h5 and images.png are written; older ones are replaced",
    "larmor-demo",
  )
  .action(async ({ output }: { output: string }) => {
    const logging = { verbose: false, file: undefined, crlf: false, json: false };
    const log = await createLogger(logging);
    makeFolder(output);
    const input = join(output, "phantom.h5");
    const results = join(output, "images.h5");
    const picture = join(output, "images.png");
    for (const file of [input, results, picture]) rmSync(file, { force: true });
    const summary = await writePhantom(input, { coils: 8, slices: 3, noiseReadouts: 4, noiseCorrelation: 0.5 });
    log.info(`wrote ${input}: ${counted(summary.acquisitions, "readout")} of 3 slices, 8 coils, with correlated noise`);

    const saving = { folder: output, always: false, nameByProtocol: false };
    const address = { host: "127.0.0.1", port: 0, standby: 1, maxSessions: 1 };
    const server = sessionSupervisor(
      address,
      {
        logging,
        defaultConfig: undefined,
        authors: noAuthors,
        threads: defaultThreads,
        sessionsPerProcess: 1,
        limits: defaultLimits,
        saving,
        noise: undefined,
      },
      log,
    );
    const port = await server.start();
    log.info(`server listening on ${address.host}:${port}`);
    try {
      const to = {
        address: address.host,
        port,
        config: "cartesian",
        outfile: results,
        outGroup: "dataset",
        quiet: true,
      };
      if ((await sendFile(input, to, log)) > 0)
        throw new CommandError("failed", "the reconstruction failed; see the lines above");
    } finally {
      await server.stop(1000);
    }

    const file = await MrdFile.open(results);
    const { width, height, png } = renderMosaic([...file.group().images("image_0")], {
      columns: 3,
      percentiles: [2, 97],
    });
    file.close();
    writeFile(picture, png);
    console.log(
      `\nThe picture is ${picture} (${width} × ${height}): three slices of a phantom, prewhitened and combined.`,
    );
  });
