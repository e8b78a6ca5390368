import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GadgetCase } from "../../src/testing/index.ts";
import { magnitudes } from "../../test/contract/samples.ts";

const queue = join(tmpdir(), `larmor-store-${randomUUID()}`);

export default [
  {
    name: "an image, where no archive listens",
    messages: [magnitudes[0]!],
    outputs: 1,
    parameters: { address: "127.0.0.1:1", queue, retries: 0 },
    check(_results, reported) {
      const files = readdirSync(queue, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".dcm"));
      assert.ok(files.length > 0, "the image waits in the queue");
      assert.match(reported.at(-1)!, /^warning: \d+ images? waits? in /);
      rmSync(queue, { recursive: true });
    },
  },
] satisfies readonly GadgetCase[];
