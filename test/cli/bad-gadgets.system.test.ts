import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { larmor } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-bad-gadgets-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Gadgets that fail, by name: the source of `create`, and what `larmor run` prints. */
const bad: Readonly<Record<string, readonly [create: string, message: RegExp]>> = {
  throws: [
    "() => map((image) => image.nothing.length)",
    /: Cannot read properties of undefined .* \(throws\.ts:5:\d+\) \[chain\/step-failed\]\n$/,
  ],
  rejects: [
    "() => tap(() => void Promise.reject(new Error('nobody waits')))",
    /: nobody waits \(rejects\.ts:5:\d+\) \[chain\/step-failed\]\n$/,
  ],
  "throws-later": [
    "() => tap(() => setTimeout(() => { throw new Error('too late'); }, 300))",
    /: too late \(throws-later\.ts:5:\d+\) \[chain\/step-failed\]\n/,
  ],
  "never-completes": [
    "() => mergeWith(NEVER)",
    /: it has all of its input, and has not completed for 2 seconds, which is the limit; --hang-timeout raises it \[/,
  ],
  loops: [
    "() => map(() => { for (;;); })",
    /: it has been at work without a pause for more than 2 s, which is the limit; --hang-timeout raises it \[server\/hung\]\n$/,
  ],
  exits: ["() => map(() => process.exit(0))", /: it ended the process, with exit code 0\n$/],
};

beforeAll(async () => {
  mkdirSync(join(folder, "gadgets"));
  for (const [name, [create]] of Object.entries(bad)) {
    writeFileSync(
      join(folder, "gadgets", `${name}.ts`),
      `import { defineGadget } from "larmor/gadget";
import { map, mergeWith, NEVER, tap } from "rxjs";
export default defineGadget({
  name: "${name}", summary: "Fail.", in: ["image"], out: ["image"], parameters: {},
  create: (${create}) as never,
});
void [map, mergeWith, NEVER, tap];
`,
    );
    const steps = ["remove-oversampling", "accumulate", "to-buffer", "simple-recon", "extract", name];
    writeFileSync(join(folder, `${name}.yaml`), `description: Fails.\nchain: [${steps.join(", ")}]\n`);
  }
  const made = await larmor(["phantom", "-m", "16", "-c", "1", "-o", "phantom.h5"], folder);
  expect(made.status, made.stderr).toBe(0);
});

describe("larmor run with a gadget that fails", () => {
  it.each(Object.entries(bad))("names the step: %s", async (name, [, message]) => {
    const args = [
      "run",
      "phantom.h5",
      "-c",
      `${name}.yaml`,
      "--gadgets",
      "gadgets",
      "-o",
      `${name}.h5`,
      "-G",
      "dataset",
    ];
    const { status, stderr } = await larmor([...args, "--hang-timeout", "2"], folder);
    expect(status).not.toBe(0);
    expect(stderr).toContain(`larmor: chain ${name}, step 6, ${name} (${name}.yaml:2:`);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/node:internal|Node\.js v/);
  });

  it("prints the author's part of the stack with -v", async () => {
    const args = ["run", "phantom.h5", "-c", "throws.yaml", "--gadgets", "gadgets", "-o", "verbose.h5", "-v"];
    const { stdout } = await larmor(args, folder);
    expect(stdout).toMatch(/DEBUG.*TypeError: Cannot read properties of undefined .*\n +at .*throws\.ts:5:\d+\)?\n$/);
  });
});

describe("larmor test gadget with a gadget that fails", () => {
  it.each([
    ["throws", /✗ runs as a step of cartesian\n {6}chain cartesian, .*: Cannot read .* \(throws\.ts:5:\d+\)\n/],
    ["rejects", /✗ runs as a step of cartesian\n {6}no `catch` received this: nobody waits \(rejects\.ts:5:\d+\)\n/],
  ])("names the place: %s", async (name, message) => {
    const { status, stdout, stderr } = await larmor(["test", "gadget", `gadgets/${name}.ts`], folder);
    expect(stdout).toMatch(message);
    expect(stderr).toBe("");
    expect(status).toBe(1);
  });

  it("reports what is thrown after all checks", async () => {
    const { status, stderr } = await larmor(["test", "gadget", "gadgets/throws-later.ts"], folder);
    expect(stderr).toMatch(/^larmor: too late \(throws-later\.ts:5:\d+\) \[larmor\/internal\]\n/);
    expect(status).toBe(1);
  });
});
