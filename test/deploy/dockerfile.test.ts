import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const text = readFileSync(new URL("Dockerfile", root), "utf8").replaceAll(/\\\n/g, " ");
const instructions = text
  .split("\n")
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => {
    const [, name, rest] = /^([A-Z]+) (.*)$/.exec(line)!;
    return { name: name!, words: rest!.trim().split(/\s+/) };
  });
const last = instructions.slice(instructions.findLastIndex(({ name }) => name === "FROM"));

describe("Dockerfile", () => {
  it("runs as a user without rights, which nothing behind it takes back", () => {
    const users = last.filter(({ name }) => name === "USER").map(({ words }) => words[0]);
    expect(users).toEqual(["larmor"]);
    expect(text).toMatch(/useradd --system .*--shell \/usr\/sbin\/nologin larmor/);
    const user = last.findIndex(({ name }) => name === "USER");
    expect(last.slice(user).map(({ name }) => name)).not.toContain("RUN");
  });

  it("has no build tools in the stage that runs", () => {
    const stages = instructions.filter(({ name }) => name === "FROM");
    expect(stages).toHaveLength(2);
    const installed = last.filter(({ name }) => name === "RUN").flatMap(({ words }) => words);
    expect(installed).not.toContain("npm");
    expect(installed.join(" ")).not.toMatch(/gcc|g\+\+|build-essential/);
  });

  it("copies what is there", () => {
    const copied = instructions.filter(({ name, words }) => name === "COPY" && !words[0]!.startsWith("--from"));
    for (const path of copied.flatMap(({ words }) => words.slice(0, -1))) {
      expect(existsSync(new URL(path, root)), path).toBe(true);
    }
  });

  it("has all that the package is made of", () => {
    const { files } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { files: string[] };
    const copied = last.filter(({ name }) => name === "COPY").map(({ words }) => words.at(-1)!);
    for (const file of files.filter((each) => each !== "CHANGELOG.md"))
      expect(copied).toContain(`/opt/larmor/${file}/`);
  });
});
