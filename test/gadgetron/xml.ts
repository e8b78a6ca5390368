/** A gadget, on lines of its own: one, and another for each property. */
export function gadget(className: string, properties: Readonly<Record<string, string>> = {}): string {
  const written = Object.entries(properties).map(
    ([name, value]) => `\n<property><name>${name}</name><value>${value}</value></property>`,
  );
  return `<gadget><classname>${className}</classname>${written.join("")}</gadget>`;
}

/** A chain in the older of Gadgetron's forms; its content begins on line 2. */
export function legacy(...content: readonly string[]): string {
  return ["<gadgetronStreamConfiguration>", ...content, "</gadgetronStreamConfiguration>"].join("\n");
}

/** A chain in the newer of Gadgetron's forms; its steps begin on line 2. */
export function version2(...steps: readonly string[]): string {
  return ["<configuration><version>2</version><stream>", ...steps, "</stream></configuration>"].join("\n");
}
