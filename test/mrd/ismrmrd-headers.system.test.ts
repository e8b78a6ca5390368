import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AcquisitionFlag, AcquisitionHeader, ImageHeader, WaveformHeader } from "../../src/mrd/index.ts";
import { skipReason, withReason } from "../support/peers.ts";

const include = "/usr/include/ismrmrd";
const noHeaders = skipReason("/usr/include/ismrmrd/xml.h");
const noCompiler = skipReason("g++") ?? noHeaders;

describe.skipIf(noCompiler)(withReason("C structs", noCompiler), () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "larmor-structs-"));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each([
    ["ISMRMRD_AcquisitionHeader", AcquisitionHeader.layout],
    ["ISMRMRD_ImageHeader", ImageHeader.layout],
    ["ISMRMRD_WaveformHeader", WaveformHeader.layout],
  ])("%s has the size, names and offsets of our layout", (struct, layout) => {
    const scalars = { u16: "uint16_t", u32: "uint32_t", i32: "int32_t", f32: "float", u64: "uint64_t" };
    const members = layout.members.map(({ path, scalar, count }) => {
      const name = path.join(".");
      const type = `${scalars[scalar]}${count === undefined ? "" : `[${count}]`}`;
      return `static_assert(std::is_same_v<decltype(((${struct}*)nullptr)->${name}), ${type}>);
        std::printf("${name} %zu\\n", offsetof(${struct}, ${name}));`;
    });
    const source = join(directory, `${struct}.cpp`);
    writeFileSync(
      source,
      `#include <cstddef>
      #include <cstdio>
      #include <type_traits>
      #include <ismrmrd/ismrmrd.h>
      #include <ismrmrd/waveform.h>
      using namespace ISMRMRD;
      int main() {
        ${members.join("\n")}
        std::printf("size %zu\\n", sizeof(${struct}));
      }`,
    );
    const program = join(directory, struct);
    execFileSync("g++", ["-std=c++17", "-w", "-o", program, source], { stdio: "pipe" });
    const ours = layout.members.map(({ path, offset }) => `${path.join(".")} ${offset}`);
    expect(execFileSync(program, { encoding: "utf8" }).trim().split("\n")).toEqual([...ours, `size ${layout.size}`]);
  });
});

describe.skipIf(noHeaders)(withReason("C enumerations", noHeaders), () => {
  it("have every acquisition flag at our bit", () => {
    const found = readFileSync(`${include}/ismrmrd.h`, "utf8").matchAll(/ISMRMRD_ACQ_(?:IS_)?(\w+)\s*=\s*(\d+)/g);
    const theirs = Object.fromEntries(
      [...found].map(([, name, bit]) => [name!.replaceAll("_", "").replace("CORRDATA", "CORRECTIONDATA"), Number(bit)]),
    );
    expect(Object.keys(theirs).length).toBeGreaterThan(40);
    const ours = Object.entries(AcquisitionFlag).map(([name, bit]) => [name.toUpperCase(), bit]);
    expect(Object.fromEntries(ours)).toEqual(theirs);
  });
});
