import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { gadgets } from "../../gadgets/registry.ts";

// The chain compiler does not check schemas against JSON Schema's own, which would take longer than the rest of it.
it.each(Object.entries(gadgets))("has a valid schema for the parameters of %s", async (_, load) => {
  const ajv = new Ajv();
  void ajv.validateSchema((await load()).default.schema);
  expect(ajv.errors ?? []).toEqual([]);
});
