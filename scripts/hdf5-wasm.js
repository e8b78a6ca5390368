import { runInNewContext } from "node:vm";

const FILE_NAME = "src/chunks/hdf5.wasm";
const START = "binaryDecode(";

/**
 * A plugin of rolldown that gives HDF5's WebAssembly a file of its own. h5wasm has it as a text of 3.8 million
 * characters in a module, which takes longer to parse and to decode than WebAssembly to compile.
 */
export function hdf5Wasm() {
  return {
    name: "hdf5-wasm",
    transform: {
      filter: { id: /h5wasm\/dist\/node\/hdf5_util\.js$/ },
      handler(code) {
        const start = code.indexOf(`${START}'`) + START.length;
        const end = endOfText(code, start);
        const wasm = decoded(runInNewContext(code.slice(start, end)));
        if (!WebAssembly.validate(wasm)) throw new Error("h5wasm holds its WebAssembly in another form than expected");
        this.emitFile({ type: "asset", fileName: FILE_NAME, source: wasm });
        const read = 'readHdf5(new URL("hdf5.wasm", import.meta.url))';
        const rest = `${code.slice(0, start - START.length)}${read}${code.slice(end + 1)}`;
        return { code: `import { readFileSync as readHdf5 } from "node:fs";${rest}`, map: { mappings: "" } };
      },
    },
  };
}

/** The position after a text in single quotes. */
function endOfText(code, start) {
  for (let at = code.indexOf("'", start + 1); at >= 0; at = code.indexOf("'", at + 1)) {
    let first = at;
    while (code[first - 1] === "\\") first -= 1;
    if ((at - first) % 2 === 0) return at + 1;
  }
  return code.length;
}

/** Bytes as of Emscripten's `binaryDecode`: a zero is stored as 256, since a text may not have it. */
function decoded(text) {
  return Uint8Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    return (~code >> 8) & code;
  });
}
