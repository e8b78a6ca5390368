import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { larmor } from "../../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-settings-"));

afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = join(folder, "settings.yaml");
  writeFileSync(file, text);
  return file;
}

it("larmor serve rejects invalid settings before it listens", async () => {
  const { status, stderr } = await larmor(["serve", "--settings", fileWith("idle-timeout: -1\n")], folder);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /settings\.yaml:1:15: idle-timeout is -1; it must be a whole number \[command\/bad-settings\]\n$/,
  );
});
