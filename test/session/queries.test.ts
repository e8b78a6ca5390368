import { totalmem } from "node:os";
import { describe, expect, it } from "vitest";
import { answerQuery } from "../../src/session/protocol/queries.ts";
import { library } from "../support/session.ts";

const ask = (query: string) => answerQuery(query, { version: "1.2.3", library });

describe("queries", () => {
  it.each([
    ["gadgetron::version", "Larmor 1.2.3"],
    ["gadgetron::info::memory", String(totalmem())],
    ["gadgetron::info::python", "0"],
    ["gadgetron::info::matlab", "0"],
    ["gadgetron::info::cuda", "0"],
    ["gadgetron::cuda::devices", "0"],
    ["gadgetron::cuda::driver", "N/A"],
    ["gadgetron::cuda::runtime", "N/A"],
    ["gadgetron::cuda::memory", ""],
    ["gadgetron::cuda::capabilities", ""],
    ["larmor::version", "1.2.3"],
  ])("answers %s as Gadgetron without CUDA or as Larmor", async (query, answer) => {
    expect(await ask(query)).toBe(answer);
  });

  it("report versions and the machine", async () => {
    expect(await ask("ismrmrd::version")).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await ask("gadgetron::build")).toContain(process.versions.node);
    expect(await ask("gadgetron::info")).toMatch(/-- Version +: 1\.2\.3\n.*\n +-- System Memory size : \d+ MB\n/);
  });

  it("list chains and gadgets, one per line", async () => {
    expect((await ask("larmor::chains")).split("\n")).toEqual(await library.names());
    expect((await ask("larmor::gadgets")).split("\n")).toEqual(library.registry.names);
  });

  it.each(["gadgetron::colour", "constructor", ""])(
    "lists the known queries for an unknown one: '%s'",
    async (query) => {
      expect(await ask(query)).toMatch(/^Unknown query '.*'; known queries: ismrmrd::version, .*larmor::gadgets$/);
    },
  );
});
