// Tasks for the tests of the pool, in a module that a worker can load as it is.
export function scale({ factor }, input, output) {
  for (let i = 0; i < output.length; i += 1) output[i] = input[i] * factor;
}

export function fail() {
  throw Object.assign(new RangeError("out of range"), { code: "bad-length" });
}

export function end() {
  process.exit(3);
}

/** Floats as they are; of bytes, their number, and the third and fourth. */
export function describe(_, input, output) {
  output.set(input instanceof Float32Array ? input : [input.length, input[2], input[3]]);
}

export const scaleTask = { module: import.meta.url, name: "scale", run: scale };
export const describeTask = { module: import.meta.url, name: "describe", run: describe };
export const failTask = { module: import.meta.url, name: "fail", run: fail };
export const endTask = { module: import.meta.url, name: "end", run: end };
