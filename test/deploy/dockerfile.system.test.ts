import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { completeSettings } from "../../src/app/settings/settings.ts";
import { serve } from "../../src/cli/commands/serve.ts";
import { larmor } from "../support/cli.ts";
import { skipReason, withReason } from "../support/peers.ts";

const root = new URL("../../", import.meta.url);

interface Instruction {
  readonly name: string;
  readonly words: readonly string[];
}

/** The stages of a Dockerfile, each starting with its FROM. */
function stagesOf(file: string): Instruction[][] {
  const text = readFileSync(new URL(file, root), "utf8").replaceAll(/\\\n/g, " ");
  const instructions = text.split("\n").flatMap((line): Instruction[] => {
    const [, name, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, words: rest!.trim().split(/\s+/) }];
  });
  const begins = instructions.flatMap(({ name }, i) => (name === "FROM" ? [i] : []));
  return begins.map((begin, i) => instructions.slice(begin, begins[i + 1]));
}

const stages = stagesOf("Dockerfile");
const named = (name: string) => stages.find(([from]) => from!.words[2] === name)!;
const runtime = named("runtime");
const all = (stage: readonly Instruction[], name: string) =>
  stage.filter((each) => each.name === name).map(({ words }) => words);
const { files, version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
  files: string[];
  version: string;
};

describe("Dockerfile", () => {
  it("builds the server by default", () => {
    expect(stages.map(([from]) => from!.words[2])).toEqual(["build", "runtime"]);
  });

  it("runs as an unprivileged user to the end", () => {
    expect(all(runtime, "USER")).toEqual([["larmor"]]);
    expect(all(runtime, "RUN").flat().join(" ")).toMatch(/useradd --uid 10002 .*--shell \/usr\/sbin\/nologin larmor/);
    const behind = runtime.slice(runtime.findIndex(({ name }) => name === "USER"));
    expect(behind.map(({ name }) => name)).not.toContain("RUN");
  });

  it("has no build tools in the stage that runs", () => {
    expect(all(runtime, "RUN").flat().join(" ")).not.toMatch(/npm ci|gcc|g\+\+|build-essential/);
  });

  it("copies only existing files", () => {
    const copied = stages.flatMap((stage) => all(stage, "COPY")).filter(([first]) => !first!.startsWith("--from"));
    const ignored = readFileSync(new URL(".dockerignore", root), "utf8").split("\n");
    for (const path of copied.flatMap((words) => words.slice(0, -1))) {
      expect(existsSync(new URL(path, root)), path).toBe(true);
      expect(ignored).not.toContain(path);
    }
  });

  it("copies all that the modules are built from", () => {
    const folder = mkdtempSync(join(tmpdir(), "larmor-image-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const words of all(named("build"), "COPY")) {
      const target = join(folder, words.at(-1)!);
      for (const path of words.slice(0, -1)) {
        const isFile = !existsSync(new URL(`${path}/`, root));
        cpSync(new URL(path, root), isFile ? join(target, basename(path)) : target, { recursive: true });
      }
    }
    symlinkSync(fileURLToPath(new URL("node_modules", root)), join(folder, "node_modules"));
    execFileSync(process.execPath, ["scripts/bundle.js"], { cwd: folder, stdio: "pipe" });
    expect(existsSync(join(folder, "dist/src/entries/main.js"))).toBe(true);
  }, 60_000);

  it("contains the whole package", () => {
    const copied = all(runtime, "COPY").map((words) => words.at(-1)!);
    for (const file of files.filter((each) => !/^!|\.md$/.test(each))) expect(copied).toContain(`/opt/larmor/${file}/`);
  });

  it("has its version and a health check", () => {
    expect(all(runtime, "LABEL").flat()).toContain(`org.opencontainers.image.version="${version}"`);
    const [health] = all(runtime, "HEALTHCHECK");
    expect(health!.join(" ")).toContain("http://127.0.0.1:9080/readyz");
  });

  it("sets only options that larmor serve has", async () => {
    const variables = Object.fromEntries(
      all(runtime, "ENV")
        .flat()
        .map((word) => word.split("=") as [string, string]),
    );
    expect(await completeSettings(serve, variables)).toEqual({ applied: expect.any(Array), unknownVariables: [] });
    expect(serve.opts()).toMatchObject({ host: "0.0.0.0", http: { host: "127.0.0.1", port: 9080 } });
    expect(Object.keys(variables)).toHaveLength(3);
  });
});

describe("examples/custom-image", () => {
  const [custom] = stagesOf("examples/custom-image/Dockerfile");
  const folder = fileURLToPath(new URL("examples/custom-image/", root));

  it("returns to the unprivileged user", () => {
    expect(all(custom!, "USER")).toEqual([["root"], ["larmor"]]);
  });

  it("has a valid gadget and a valid chain, which is the default", async () => {
    const variables = Object.fromEntries(
      all(custom!, "ENV")
        .flat()
        .map((word) => word.split("=")),
    );
    expect(readdirSync(`${folder}pipelines`)).toContain(`${variables.LARMOR_DEFAULT_CONFIG}.yaml`);
    const { status, stdout } = await larmor(
      ["check", "--gadgets", "gadgets", "--pipelines", "pipelines", "clean"],
      folder,
    );
    expect(stdout).toBe("clean: no problems, 7 steps\n");
    expect(status).toBe(0);
  });

  const reason = skipReason("bart");
  it.skipIf(reason)(withReason("reconstructs", reason), async () => {
    const own = ["--gadgets", "gadgets", "--pipelines", "pipelines"];
    const place = mkdtempSync(`${tmpdir()}/larmor-custom-`);
    await larmor(["phantom", "-m", "32", "-c", "2", "-C", "-o", `${place}/scan.h5`], folder);
    const { status, stderr } = await larmor(
      ["run", `${place}/scan.h5`, "-c", "clean", ...own, "-o", `${place}/out.h5`],
      folder,
    );
    rmSync(place, { recursive: true });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});

it("the devcontainer has the image and the command for a checkout", () => {
  const text = readFileSync(new URL(".devcontainer/devcontainer.json", root), "utf8");
  expect(JSON.parse(text)).toMatchObject({
    image: expect.stringContaining("node"),
    postCreateCommand: "npm ci",
    forwardPorts: [9002, 9080],
  });
});
