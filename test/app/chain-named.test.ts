import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chainNamed } from "../../src/app/chain-named.ts";
import { gadgets } from "../../src/cli/commands/gadgets.ts";
import { pipelines } from "../../src/cli/commands/pipelines.ts";
import { runCommand } from "../support/command.ts";

// A unit test cannot change its working folder, so the files are in a folder of the one that it has.
const folder = mkdtempSync(join(process.cwd(), "chains-"));
const here = relative(".", folder);
beforeAll(() => {
  mkdirSync(join(folder, "gadgets"));
  writeFileSync(join(folder, "near-smooth.yaml"), "description: d\nchain: [discard]\n");
  writeFileSync(join(folder, "near-other.yml"), "description: d\nchain: [discard]\n");
  writeFileSync(join(folder, "uses.yaml"), "description: d\nchain:\n  - near-gadget\n");
  writeFileSync(join(folder, "gadgets/near-gadget.ts"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

const named = (config: string) => chainNamed(config, { gadgets: [], pipelines: [] }, () => {});

describe("a chain that a command line names", () => {
  it("is read from its file, if that exists", async () => {
    await expect(named(`${here}/near-smooth.yaml`)).resolves.toMatchObject({ name: "near-smooth", folder });
  });

  it.each(["near-smooth", "near-smooth.yaml", "elsewhere/near-smooth"])("is found near by: %s", async (config) => {
    await expect(named(config)).rejects.toThrow(
      `there is no chain '${config}', but there is ${here}/near-smooth.yaml: add --pipelines ${here}, ` +
        "or give its path instead of its name",
    );
  });

  it("is found near by with an extension that no folder of chains has", async () => {
    await expect(named("near-other")).rejects.toThrow(
      `there is no chain 'near-other', but there is ${here}/near-other.yml: give its path instead of its name`,
    );
  });

  it("may not exist, as a file or by its name", async () => {
    await expect(named("nosuch.yaml")).rejects.toThrow(
      /^there is no file nosuch\.yaml, and there is no chain 'nosuch'; there are: /,
    );
    await expect(named("./nosuch.yaml")).rejects.toThrow("there is no chain file ./nosuch.yaml");
  });

  it("may use a gadget that is near by", async () => {
    await expect(named(`${here}/uses.yaml`)).rejects.toThrow(
      `${here}/uses.yaml:3:5: unknown gadget 'near-gadget', but there is ${here}/gadgets/near-gadget.ts: ` +
        `add --gadgets ${here}/gadgets`,
    );
  });
});

it("larmor pipelines explains the chain of a file", async () => {
  const { stdout } = await runCommand(pipelines, `${here}/near-smooth.yaml`);
  expect(stdout).toMatch(/^near-smooth\n {2}d\n/);
  await expect(runCommand(pipelines, "near-smooth")).rejects.toThrow(`add --pipelines ${here}`);
});

it("larmor gadgets names a gadget near by", async () => {
  mkdirSync(join(folder, "deep"), { recursive: true });
  writeFileSync(join(folder, "near-second.ts"), "");
  await expect(runCommand(gadgets, "near-second")).rejects.toThrow(
    `there is no gadget 'near-second', but there is ${here}/near-second.ts: add --gadgets ${here}`,
  );
});
