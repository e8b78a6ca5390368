import { KSpace } from "../gadget-api/index.ts";

/**
 * A copy that shares no memory with a value and can be compared by content: headers as their bytes, numbers as their
 * bits.
 */
export function snapshot(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex");
    return `${value.constructor.name} ${bytes}`;
  }
  if (Array.isArray(value)) return value.map(snapshot);
  if (value instanceof Map) return [...value].map(snapshot);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof KSpace) {
    const { samples: _, ...description } = value;
    return { ...entriesOf(description), samples: snapshot(value.gather()) };
  }
  if ("place" in value && typeof value.place === "function") return snapshot(value.place());
  if ("bytes" in value && ArrayBuffer.isView(value.bytes)) return snapshot(value.bytes);
  return entriesOf(value);
}

function entriesOf(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, snapshot(inner)]));
}
