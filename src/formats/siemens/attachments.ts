/** Parameters that identify a patient or a physician, in either notation of a protocol. */
const IDENTIFYING = /patient|physician|operator|birth|accession/i;
/** Parameters with such a name that do not. */
const HARMLESS = /position|registration|direction|table|orient|LOID/i;

const PARAMETER = /(<Param\w+\."([^"]*)">\s*\{)([^{}]*)\}/g;
const LINE = /^([ \t]*([\w[\].]+)[ \t]*=[ \t]*)(.*)$/gm;

/**
 * The texts of a measurement's header.
 * @param keepPatient whether parameters that identify a person keep their values; others become empty
 */
export function attachmentsOf(
  buffers: ReadonlyMap<string, Uint8Array>,
  keepPatient: boolean,
): ReadonlyMap<string, Uint8Array> {
  const texts = [...buffers].map(([name, bytes]): [string, Uint8Array] => {
    const text = new TextDecoder().decode(bytes).replace(/\0+$/, "");
    return [`protocol_${name}`, new TextEncoder().encode(keepPatient ? text : withoutPatient(text))];
  });
  return new Map(texts);
}

function withoutPatient(text: string): string {
  const hides = (name: string) => IDENTIFYING.test(name) && !HARMLESS.test(name);
  return text
    .replace(PARAMETER, (all, start: string, name: string) => (hides(name) ? `${start} }` : all))
    .replace(LINE, (all, start: string, name: string) => (hides(name) ? `${start}""` : all));
}
