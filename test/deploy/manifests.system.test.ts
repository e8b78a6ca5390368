import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Deployment } from "kubernetes-models/apps/v1";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { Service } from "kubernetes-models/v1";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { completeSettings } from "../../src/app/settings/settings.ts";
import { serve } from "../../src/cli/commands/serve.ts";
import { skipReason, withReason } from "../support/peers.ts";

const deploy = new URL("../../deploy/", import.meta.url);
const textOf = (file: string) => readFileSync(new URL(file, deploy), "utf8");

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  // biome-ignore lint/suspicious/noExplicitAny: depends on the kind of the manifest
  readonly spec: any;
}

const models: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
  Deployment,
  Service,
  HorizontalPodAutoscaler,
  PodDisruptionBudget,
};
const folder = new URL("kubernetes/", deploy);
const files = readdirSync(folder).filter((file) => file !== "kustomization.yaml");
const manifests = files.flatMap((file) =>
  parseAllDocuments(readFileSync(new URL(file, folder), "utf8")).map((document) => document.toJS() as Manifest),
);
const named = (kind: string) => manifests.find((each) => each.kind === kind)!;
const container = named("Deployment").spec.template.spec.containers[0];

/** The options of `larmor serve` in a command. */
function optionsOf(words: readonly string[]) {
  return words
    .filter((word) => word.startsWith("-"))
    .map((word) => serve.options.find(({ short, long }) => short === word || long === word)?.long);
}

describe("the Kubernetes manifests", () => {
  it.each(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    "%s matches its schema",
    (_, manifest) => {
      expect(() => new models[manifest.kind]!(manifest as never).validate()).not.toThrow();
    },
  );

  it("are really validated: an invalid Deployment is rejected", () => {
    const { selector: _, ...spec } = named("Deployment").spec;
    const judged = (wrong: unknown) => () =>
      new Deployment({ ...named("Deployment"), spec: wrong } as never).validate();
    expect(judged({ ...named("Deployment").spec, replicas: "two" })).toThrow(/replicas must be integer/);
    expect(judged(spec)).toThrow(/selector/);
  });

  it("are all applied, and refer to each other", () => {
    expect((parse(textOf("kubernetes/kustomization.yaml")) as { resources: string[] }).resources.toSorted()).toEqual(
      files.toSorted(),
    );
    const labels = named("Deployment").spec.template.metadata.labels;
    expect(named("Deployment").spec.selector.matchLabels).toEqual(labels);
    expect(named("PodDisruptionBudget").spec.selector.matchLabels).toEqual(labels);
    for (const { spec } of manifests.filter(({ kind }) => kind === "Service")) {
      expect(spec.selector).toEqual(labels);
      const names = container.ports.map(({ name }: { name: string }) => name);
      for (const port of spec.ports) expect(names).toContain(port.targetPort);
    }
    expect(named("HorizontalPodAutoscaler").spec.scaleTargetRef.name).toBe(named("Deployment").metadata.name);
  });

  it("start the server with valid options, and give it time to finish", () => {
    const [command, ...words] = container.args as string[];
    expect(command).toBe("serve");
    expect(optionsOf(words)).toEqual(["--host", "--http", "--max-sessions", "--grace"]);
    const grace = Number(words[words.indexOf("--grace") + 1]);
    const pod = named("Deployment").spec.template.spec;
    const [, pause] = container.lifecycle.preStop.exec.command;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(grace + Number(pause));
    expect(pod.enableServiceLinks).toBe(false);
    expect(pod.securityContext.runAsNonRoot).toBe(true);
  });
});

describe("the settings file", () => {
  it("sets only options that larmor serve has", async () => {
    const command = serve.parseOptions(["--settings", fileURLToPath(new URL("larmor.yaml", deploy))]);
    expect(command.unknown).toEqual([]);
    expect((await completeSettings(serve, {})).applied.map((line) => line.split(" ")[0])).toEqual(
      Object.keys(parse(textOf("larmor.yaml")) as object),
    );
    expect(serve.opts()).toMatchObject({ host: "0.0.0.0", http: { host: "127.0.0.1", port: 9080 }, grace: 60 });
  });
});

describe("the systemd unit", () => {
  it("gives sessions as much time to finish as the settings", () => {
    const { grace } = parse(textOf("larmor.yaml")) as { grace: number };
    const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(textOf("larmor.service"))!;
    expect(Number(seconds)).toBeGreaterThan(grace);
    expect(textOf("larmor.service")).toMatch(/^KillMode=mixed$/m);
  });

  const reason = skipReason("systemd-analyze");
  it.skipIf(reason)(withReason("is valid for systemd", reason), () => {
    const place = mkdtempSync(join(tmpdir(), "larmor-unit-"));
    const unit = join(place, "larmor.service");
    writeFileSync(unit, textOf("larmor.service").replace("/usr/local/bin/larmor", process.execPath));
    const { stderr, status } = spawnSync("systemd-analyze", ["verify", "--man=no", unit], { encoding: "utf8" });
    rmSync(place, { recursive: true });
    expect(stderr.split("\n").filter((line) => line.includes("larmor.service"))).toEqual([]);
    expect(status).toBe(0);
  });
});

describe("the compose file", () => {
  const { services, volumes } = parse(textOf("compose.yaml")) as {
    services: Record<
      string,
      { command: string[]; volumes?: string[]; depends_on?: Record<string, { condition: string }> }
    >;
    volumes: Record<string, unknown>;
  };

  it("starts the server with valid options", () => {
    const [command, ...words] = services.server!.command;
    expect(command).toBe("serve");
    expect(optionsOf(words)).toEqual(["--host", "--http"]);
  });

  it("names only existing services and volumes", () => {
    for (const { volumes: used = [], depends_on = {} } of Object.values(services)) {
      for (const volume of used) expect(Object.keys(volumes)).toContain(volume.split(":")[0]);
      for (const service of Object.keys(depends_on)) expect(Object.keys(services)).toContain(service);
    }
    expect(services.client!.command).toContain("server"); // by its name as a host
  });
});
