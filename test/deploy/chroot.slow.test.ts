import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skipReason, withReason } from "../support/peers.ts";

const script = fileURLToPath(new URL("../../deploy/chroot.sh", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "larmor-chroot-"));
const at = (name: string) => join(folder, name);
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, TMPDIR: at("tmp") };
const sh = (command: string, ...args: string[]) => spawnSync(command, args, { env, cwd: folder, encoding: "utf8" });

beforeAll(() => {
  for (const each of ["tmp", "root/bin", "root/dev", "root/opt/larmor"]) mkdirSync(at(each), { recursive: true });
  writeFileSync(at("root/opt/larmor/data"), Buffer.alloc(3_000_000, "larmor"));
  writeFileSync(at("root/bin/tool"), "#!/bin/sh\n");
  chmodSync(at("root/bin/tool"), 0o755);
  for (let i = 0; i < 500; i += 1) writeFileSync(at(`root/opt/larmor/${i}`), "small");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Output of debugfs for a disk image. */
const look = (image: string, request: string) => sh("debugfs", "-R", request, image).stdout;

const reason = skipReason("bash", "tar", "fakeroot", "zip", "mke2fs");

describe.skipIf(reason)(withReason("deploy/chroot.sh", reason), () => {
  it("makes a valid ext3 image of a folder, with the requested free space and the devices that programs expect", () => {
    const { status, stdout, stderr } = sh(script, "root", "folder.img", "--free", "20");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const [, size, free] = /folder\.img: (\d+) MB, of which (\d+) MB are free/.exec(stdout)!;
    expect(Number(free)).toBeGreaterThanOrEqual(20);
    expect(Number(size)).toBeGreaterThanOrEqual(23);
    expect(statSync(at("folder.img")).size).toBe(Number(size) * 2 ** 20);
    expect(sh("e2fsck", "-fn", "folder.img").status).toBe(0);
    expect(look("folder.img", "features")).toMatch(/has_journal/);
    expect(look("folder.img", "stat /dev/null")).toMatch(/Type: character special +Mode: +0666/);
    expect(look("folder.img", "stat /tmp")).toMatch(/Type: directory +Mode: +01777/);
    expect(look("folder.img", "stat /bin/tool")).toMatch(/Mode: +0755/);
    sh("debugfs", "-R", `dump /opt/larmor/data ${at("read-back")}`, "folder.img");
    expect(readFileSync(at("read-back")).equals(readFileSync(at("root/opt/larmor/data")))).toBe(true);
  });

  it("makes the same from a container's export, with the same owners, and zips it", () => {
    sh("tar", "--owner=10002", "--group=10002", "-cf", "export.tar", "-C", "root", ".");
    const { status, stdout } = sh(script, "export.tar", "tar.img", "--zip");
    expect(status).toBe(0);
    expect(stdout).toMatch(/tar\.img: \d+ MB, of which \d{3} MB are free\n.*tar\.img\.zip: \d+ MB\n/);
    expect(look("tar.img", "stat /opt/larmor/data")).toMatch(/User: 10002 +Group: 10002 .*Size: 3000000/s);
    expect(statSync(at("tar.img.zip")).size).toBeLessThan(statSync(at("tar.img")).size / 10);
  });

  it("leaves no other files", () => {
    expect(readdirSync(at("tmp"))).toEqual([]);
  });

  it.each([
    [["root"], 2, /^Usage: chroot\.sh/],
    [["--fre", "root", "x.img"], 1, /there is no option --fre/],
    [["root", "x.img", "--free", "much"], 1, /--free takes a number of MB, not 'much'/],
    [["root", "x.img", "y"], 1, /one argument too many: y/],
    [["root", "nowhere/x.img"], 1, /there is no folder .*nowhere/],
    [["tmp", "x.img"], 1, /tmp is not a root file system/],
    [["root/bin/tool", "x.img"], 1, /root\/bin\/tool is not a tar file/],
  ])("rejects %j, and leaves no image", (args, status, words) => {
    const outcome = sh(script, ...args);
    expect(outcome.status).toBe(status);
    expect(outcome.stderr).toMatch(words);
    expect(existsSync(at("x.img"))).toBe(false);
  });

  it("keeps an existing image if a new one can't be made", () => {
    writeFileSync(at("kept.img"), "an image");
    expect(sh(script, "root/bin/tool", "kept.img").status).toBe(1);
    expect(readFileSync(at("kept.img"), "utf8")).toBe("an image");
    expect(readdirSync(folder).filter((file) => file.endsWith(".part"))).toEqual([]);
  });

  it("distinguishes an image of `docker save` from a container's export", () => {
    writeFileSync(at("manifest.json"), "[]");
    sh("tar", "-cf", "saved.tar", "manifest.json");
    expect(sh(script, "saved.tar", "x.img").stderr).toMatch(
      /saved\.tar is from `docker save`: use the name of its image, or a tar file of `docker export`/,
    );
  });

  it("gets an image from docker by its name, and leaves no container", () => {
    mkdirSync(at("fake"));
    const docker = `#!/bin/sh
echo "$@" >> ${at("asked")}
case $1 in
  create) [ "$2" = larmor ] && echo container-7 || { echo "no such image" >&2; exit 1; } ;;
  export) cp ${at("export.tar")} "$3" ;;
esac
`;
    writeFileSync(at("fake/docker"), docker, { mode: 0o755 });
    const withDocker = { ...env, PATH: `${at("fake")}:${env.PATH}` };
    const made = spawnSync(script, ["larmor", "docker.img", "--free", "10"], {
      env: withDocker,
      cwd: folder,
      encoding: "utf8",
    });
    expect(made.stderr).toBe("");
    expect(made.status).toBe(0);
    expect(readFileSync(at("asked"), "utf8")).toMatch(/^create larmor\nexport -o \S+ container-7\nrm container-7\n$/);
    expect(sh("e2fsck", "-fn", "docker.img").status).toBe(0);
    const none = spawnSync(script, ["other", "x.img"], { env: withDocker, cwd: folder, encoding: "utf8" });
    expect(none.stderr).toMatch(/docker has no image other/);
  });
});
