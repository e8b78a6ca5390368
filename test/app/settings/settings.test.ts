import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { completeSettings } from "../../../src/app/settings/settings.ts";
import { gadgetFolders, httpAddress, portNumber } from "../../../src/cli/arguments.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

function command(args: readonly string[]): Command {
  const made = new Command("serve")
    .option("--settings <file>", "Settings.")
    .option("-p, --port <port>", "Port.", portNumber, 9002)
    .option("-d, --defaultConfig <name>", "Chain.")
    .option("-s, --savedata", "Save.", false)
    .option("-m, --multiprocessing", "Nothing.")
    .addOption(gadgetFolders())
    .addOption(httpAddress());
  return made.parse(args, { from: "user" });
}

function fileWith(text: string): string {
  const file = join(folder, "settings.yaml");
  writeFileSync(file, text);
  return file;
}

async function settled(text: string, environment: Record<string, string> = {}, args: readonly string[] = []) {
  const made = command([...args, "--settings", fileWith(text)]);
  const origins = await completeSettings(made, environment);
  const { settings: _, ...options } = made.opts();
  return { options, ...origins };
}

describe("completeSettings", async () => {
  it("keeps defaults if nothing is set", async () => {
    const made = command([]);
    expect(await completeSettings(made, {})).toEqual({ applied: [], unknownVariables: [] });
    expect(made.opts()).toEqual({ port: 9002, savedata: false, gadgets: [] });
    expect((await settled("")).options.port).toBe(9002);
    expect((await settled("# nothing\n")).options.port).toBe(9002);
  });

  it("prefers the command line to variables, and variables to the file", async () => {
    const file = "port: 1\ndefault-config: of-file\nsavedata: true\n";
    const { options, applied } = await settled(file, { LARMOR_PORT: "2", LARMOR_DEFAULT_CONFIG: "of-variable" }, [
      "-p",
      "3",
    ]);
    expect(options).toMatchObject({ port: 3, defaultConfig: "of-variable", savedata: true });
    expect(applied).toEqual([
      "default-config is of-variable, by the variable LARMOR_DEFAULT_CONFIG",
      `savedata is true, by ${join(folder, "settings.yaml")}`,
    ]);
  });

  it("reads values as the command line does", async () => {
    const { options } = await settled(`gadgets: [${folder}, ${tmpdir()}]\nhttp: "9080"\n`, { LARMOR_SAVEDATA: "1" });
    expect(options).toMatchObject({
      gadgets: [folder, tmpdir()],
      http: { host: "127.0.0.1", port: 9080 },
      savedata: true,
    });
    const { options: others } = await settled(`gadgets: ${folder}`, {
      LARMOR_GADGETS: `${tmpdir()}:${folder}`,
      LARMOR_HTTP: "[::1]:0",
      LARMOR_SAVEDATA: "false",
      LARMOR_DEFAULT_CONFIG: "",
    });
    expect(others).toEqual({
      port: 9002,
      gadgets: [tmpdir(), folder],
      http: { host: "::1", port: 0 },
      savedata: false,
    });
  });

  it("reads the file that a variable names", async () => {
    const made = command([]);
    await completeSettings(made, { LARMOR_SETTINGS: fileWith("port: 77") });
    expect(made.opts()).toMatchObject({ port: 77 });
  });

  it("reports all problems of a file, with line, column and a suggestion", async () => {
    const text =
      "port: 99999\nprot: 3\nsavedata: maybe\nhttp: here\ngadgets: [{ a: 1 }]\nsettings: more.yaml\nmultiprocessing: true\n";
    const file = join(folder, "settings.yaml");
    await expect(settled(text)).rejects.toThrow(
      [
        `${file}:1:7: port is 99999; it must be at most 65535`,
        `${file}:2:1: there is no setting 'prot'; did you mean 'port'?`,
        `${file}:3:11: savedata is "maybe"; it must be true or false`,
        `${file}:4:7: http is "here"; it must be host:port, or a port`,
        `${file}:5:10: gadgets is [{"a":1}]; it must be one value, not a map`,
        `${file}:6:1: there is no setting 'settings'`,
        `${file}:7:1: there is no setting 'multiprocessing'`,
      ].join("\n"),
    );
    await expect(settled("- port\n")).rejects.toThrow(`${file}:1:1: settings are \`name: value\`, one per line`);
    await expect(settled("port: [1, 2]\n")).rejects.toThrow("port is [1,2]; it must be one value");
    await expect(settled("port: 1\nport: 2\n")).rejects.toThrow(/settings\.yaml:2:1: key 'port' is given twice/);
    await expect(completeSettings(command(["--settings", join(folder, "none.yaml")]), {})).rejects.toThrow(
      "the settings can't be read",
    );
  });

  it("reports problems with variables", async () => {
    const variables = { LARMOR_PORT: "tcp://10.0.0.1:9002", LARMOR_SAVEDATA: "perhaps" };
    await expect(settled("", variables)).rejects.toThrow(
      /^LARMOR_PORT is "tcp:.*"; it must be a whole number; Kubernetes sets this .*enableServiceLinks: false.*\nLARMOR_SAVEDATA is "perhaps"; it must be true or false$/,
    );
  });

  it("reports misspelt variables, and no others", async () => {
    const { unknownVariables } = await settled("", {
      LARMOR_PROT: "1",
      LARMOR_SOMETHING_ELSE_OF_A_CLUSTER: "2",
      PORT: "3",
    });
    expect(unknownVariables).toEqual(["the variable LARMOR_PROT sets nothing; did you mean 'LARMOR_PORT'?"]);
  });
});
