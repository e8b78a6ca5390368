import { Command } from "commander";
import { asMrdForCommand } from "../../app/open-as-mrd.ts";
import { viewFiles } from "../../app/view-files.ts";
import { portNumber } from "../arguments.ts";

interface ViewOptions {
  port: number;
  open: boolean;
  showPatient: boolean;
}

export const view = new Command("view")
  .summary("look at files in the browser")
  .description(
    "Shows the images, readouts and headers of files in the browser of this machine, until Ctrl-C. Nothing is sent to " +
      "any other machine.",
  )
  .argument("<files...>", "MRD files, or any that `larmor convert` reads")
  .option("-p, --port <port>", "port; 0 lets the system choose", portNumber, 0)
  .option("--no-open", "print the address only, without opening a browser")
  .option("--show-patient", "show names, dates and other values that identify the patient", false)
  .action(async (paths: string[], { port, open, showPatient }: ViewOptions) => {
    const mrd: string[] = [];
    for (const path of paths) mrd.push(await asMrdForCommand(path));
    const address = await viewFiles(mrd, { port, showsPatient: showPatient });
    console.log(`${address}\nCtrl-C ends`);
    if (open) await openBrowser(address);
  });

/** There may be none, as on a server: the address is printed anyway. */
async function openBrowser(address: string): Promise<void> {
  const { default: launch } = await import("open");
  const browser = await launch(address);
  browser.on("error", () => {});
}
