/** A gadget of an author's that can't be used. The message names its file, and the line where that is known. */
export class GadgetLoadError extends Error {
  override readonly name = "GadgetLoadError";
}
