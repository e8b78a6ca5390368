const BEGIN = "### ASCCONV BEGIN";
const END = "### ASCCONV END";
const LARGEST_INDEX = 4096;

/**
 * Parses a protocol in lines such as `sSliceArray.asSlice[0].dReadoutFOV = 200`. Values of 0 are usually absent.
 * @returns values by path, in lower case and with indices between dots: `ssliceArray.asslice.0.dreadoutfov`; of an array
 * of values by that of the array
 */
export function parseAscconv(text: string): ReadonlyMap<string, readonly string[]> {
  const begin = text.indexOf(BEGIN);
  const values = new Map<string, string[]>();
  if (begin < 0) return values;
  const end = text.indexOf(END, begin);
  const lines = text.slice(begin, end < 0 ? undefined : end).split("\n");
  for (const line of lines) {
    const [, name, , quoted, word] = /^\s*([\w[\].]+)\s*=\s*(""?([^"]*)"|(\S+))/.exec(line) ?? [];
    if (name === undefined || name.includes("__attribute__")) continue;
    const [, array, index = "0"] = /^(.*?)(?:\[(\d+)\])?$/.exec(name)!;
    const path = array!.replace(/\[(\d+)\]/g, ".$1").toLowerCase();
    if (Number(index) >= LARGEST_INDEX) continue;
    const all = values.get(path) ?? [];
    while (all.length < Number(index)) all.push("0");
    all[Number(index)] = quoted ?? word!;
    values.set(path, all);
  }
  return values;
}
