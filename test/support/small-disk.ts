import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder on a separate disk of this size; it is removed after the test. */
export function smallDisk(bytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), "larmor-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder]);
  onTestFinished(() => {
    execFileSync("umount", [folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Why there can be no small disk here, or `undefined`. */
export function noSmallDisk(): string | undefined {
  if (process.getuid?.() !== 0) return "this system lets only root mount a disk";
  const folder = mkdtempSync(join(tmpdir(), "larmor-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4096", "tmpfs", folder]).status === 0;
  if (mounted) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true });
  return mounted ? undefined : "this system mounts no disks";
}
