import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { check } from "../../src/cli/commands/check.ts";
import { gadgets } from "../../src/cli/commands/gadgets.ts";
import { pipelines } from "../../src/cli/commands/pipelines.ts";
import { schema } from "../../src/cli/commands/schema.ts";
import { larmor, serve } from "../support/cli.ts";
import { runCommand } from "../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-authoring-"));
afterAll(() => rmSync(folder, { recursive: true }));
for (const each of ["gadgets", "pipelines"]) mkdirSync(join(folder, each));

const own = ["gadgets", "pipelines"].flatMap((each) => [`--${each}`, join(folder, each)]);

function writeGadget(name: string, factor: string): void {
  writeFileSync(
    join(folder, "gadgets", `${name}.ts`),
    `import { defineGadget } from "larmor/gadget";
import { type Image, pixelsOver } from "larmor/mrd";
import { map } from "rxjs";

export default defineGadget({
  name: "${name}",
  summary: "Multiply pixels.",
  in: ["image"],
  out: ["image"],
  parameters: {},
  create: () => map((image: Image): Image => ({ ...image, data: image.data.map((value) => Number(value) * ${factor}) })),
});
`.replace(", pixelsOver", ""),
  );
}

function writeChain(name: string, gadget: string): void {
  const steps = ["remove-oversampling", "accumulate", "to-buffer", "simple-recon", "extract", gadget];
  writeFileSync(
    join(folder, "pipelines", `${name}.yaml`),
    `# What it is for.\ndescription: Brighter.\nchain:\n${steps.map((step) => `  - ${step}\n`).join("")}`,
  );
}

writeGadget("brighten", "2");
writeGadget("broken", ");");
writeChain("bright", "brighten");
writeChain("cracked", "broken");

describe("larmor check", () => {
  it("prints every problem of all chains with line, column and fix", async () => {
    writeFileSync(
      join(folder, "five.yaml"),
      `description: Five errors.
parameters:
  trigger: { default: repetition, description: When. }
chain:
  - noise-adjst
  - remove-oversampling: { axis: x }
  - accumulate: { trigger: $triger, sort: slices }
  - to-buffer
  - simple-recon: { method rss }
  - extract: { as: [magnitude }
`
        .replace(" }\n  - extract: { as: [magnitude }", " }\n  - extract: { as: [magnitud] }")
        .replace(": { method rss }", ""),
    );
    const { status, stdout } = await runCommand(check, join(folder, "five.yaml"), "cartesian");
    expect(status).toBe(1);
    expect(stdout.replaceAll(`${folder}/`, "").trim().split("\n")).toEqual([
      "five.yaml:5:5: unknown gadget 'noise-adjst'; did you mean 'noise-adjust'?",
      "five.yaml:6:28: unknown key 'axis'; there are none",
      "five.yaml:7:28: unknown parameter '$triger'; did you mean '$trigger'?",
      expect.stringMatching(/^five\.yaml:7:43: 'sort' is "slices"; it must be one of none, average, slice/),
      expect.stringMatching(/^five\.yaml:10:21: 'as\.0' is "magnitud"; it must be one of magnitude, phase/),
      "cartesian: no problems, 7 steps",
    ]);
  });

  it("prints them as JSON", async () => {
    const { status, stdout } = await runCommand(check, "--json", join(folder, "five.yaml"), "nothing");
    expect(status).toBe(1);
    const problems = JSON.parse(stdout) as object[];
    expect(problems).toHaveLength(6);
    expect(problems[0]).toMatchObject({ file: join(folder, "five.yaml"), line: 5, column: 5 });
    expect(problems.at(-1)).toMatchObject({
      file: "nothing",
      message: expect.stringMatching(/^there is no chain 'nothing'/),
    });
  });

  it("knows third-party gadgets, and says what is wrong with those that can't be loaded", async () => {
    const { status, stdout } = await runCommand(check, ...own, "bright", "cracked");
    expect(status).toBe(1);
    expect(stdout.trim().split("\n")).toEqual([
      "bright: no problems, 6 steps",
      expect.stringMatching(
        /^cracked\.yaml:9:5: gadget 'broken' cannot be loaded: .*gadgets\/broken\.ts:11:\d+: Unexpected token$/,
      ),
    ]);
  });

  it("accepts a valid chain", async () => {
    expect(await runCommand(check, ...own, join(folder, "pipelines/bright.yaml"))).toEqual({
      status: 0,
      stdout: `${join(folder, "pipelines/bright.yaml")}: no problems, 6 steps\n`,
      stderr: "",
    });
  });
});

describe("larmor gadgets", () => {
  it("lists built-in and third-party gadgets, and says which can't be loaded", async () => {
    const { status, stdout, stderr } = await runCommand(gadgets, ...own);
    expect(stdout).toMatch(/^fft +buffer → image-array +Transform k-space to coil images\.$/m);
    expect(stdout).toMatch(/^brighten +image → image +Multiply pixels\.$/m);
    expect(stderr).toMatch(/^larmor: gadget 'broken' cannot be loaded: .*gadgets\/broken\.ts:11/);
    expect(status).toBe(1);
  });

  it("explains a gadget, with the chains that use it", async () => {
    const { stdout } = await runCommand(gadgets, "coil-combine");
    expect(stdout).toMatch(/input {4}image-array\n.*output {3}image-array\n.*used in .*cartesian-full/);
    expect(stdout).toMatch(/method {2}\(one of rss, adaptive, none; default rss\)\n {6}\S/);
    const { stdout: json } = await runCommand(gadgets, "brighten", "--json", ...own);
    expect(JSON.parse(json)).toMatchObject({ name: "brighten", in: ["image"], usedBy: ["bright"], parameters: [] });
  });

  it("suggests a similar name", () =>
    expect(runCommand(gadgets, "coil-combin")).rejects.toThrow(
      "no gadget 'coil-combin'; did you mean 'coil-combine'?",
    ));
});

describe("larmor pipelines", () => {
  it("lists the chains that clients may name, and says what is wrong with the others", async () => {
    const { status, stdout, stderr } = await runCommand(pipelines, ...own);
    expect(stdout).toMatch(/^bright +Brighter\.$/m);
    expect(stdout).toMatch(/^cartesian +Cartesian 2D and 3D/m);
    expect(stderr).toMatch(/^cracked\.yaml:9:5: gadget 'broken'/);
    expect(status).toBe(1);
  });

  it("explains a chain, with its parameters", async () => {
    const { stdout } = await runCommand(pipelines, "cartesian.xml");
    expect(stdout).toMatch(/^cartesian\n {2}Cartesian 2D.*\n\n {2}Purpose: /);
    expect(stdout).toMatch(/trigger {2}\(default repetition\)\n {6}Counter/);
    expect(stdout).not.toContain("yaml-language-server");
    const { stdout: json } = await runCommand(pipelines, "bright", "--json", ...own);
    expect(JSON.parse(json)).toMatchObject({ comment: "What it is for.", steps: expect.arrayContaining(["brighten"]) });
  });
});

describe("larmor schema", () => {
  it("includes third-party gadgets, and leaves out those that can't be loaded", async () => {
    const { stderr } = await runCommand(
      schema,
      "--gadgets",
      join(folder, "gadgets"),
      "-o",
      join(folder, "schema.json"),
    );
    const text = readFileSync(join(folder, "schema.json"), "utf8");
    expect(text).toContain('"brighten"');
    expect(text).not.toContain('"broken"');
    expect(stderr).toMatch(/^left out: gadget 'broken'/);
  });
});

it("reports a folder that does not exist", async () => {
  const { status, stderr } = await larmor(["check", "--gadgets", "nowhere", "cartesian"], folder);
  expect(stderr).toMatch(/--gadgets <folder>.*'nowhere' is invalid. There is no such folder\./);
  expect(status).toBe(2);
});

describe("a server with third-party gadgets and chains", () => {
  it("reloads gadgets and chains for each connection, and names those that can't be loaded", async () => {
    await larmor(["phantom", "-m", "32", "-r", "1", "-c", "2", "-o", "phantom.h5"], folder);
    const server = await serve(...own);
    try {
      const maximumOf = async (config: string, out: string) => {
        const args = ["send", "phantom.h5", "-p", String(server.port), "-c", config, "-o", out, "-G", "dataset"];
        const { status, stdout } = await larmor(args, folder);
        if (status !== 0) return stdout;
        const { stdout: json } = await larmor(["info", out, "--json"], folder);
        return JSON.parse(json).groups[0].series[0].values.maximum as number;
      };
      const once = await maximumOf("bright", "once.h5");
      writeGadget("brighten", "6");
      const edited = await maximumOf("bright", "edited.h5");
      expect(Number(edited) / Number(once)).toBeCloseTo(3, 4);
      writeGadget("added", "2");
      writeChain("new", "added");
      expect(await maximumOf("new", "new.h5")).toBeCloseTo(Number(once), 4);
      expect(await maximumOf("cracked", "none.h5")).toMatch(
        /cracked\.yaml:9:5: gadget 'broken' cannot be loaded: .*broken\.ts:11/,
      );
    } finally {
      server.process.kill("SIGTERM");
    }
  });
});
