import { DicomError } from "./errors.ts";

/** An element of a data set: its value representation and its values. */
export interface DicomElement {
  readonly vr: string;
  readonly Value?: readonly unknown[];
}

/** Elements by their tag, eight hexadecimal digits. */
export type TaggedElements = Record<string, DicomElement>;
/** Elements by their keyword, such as `PatientName`; sequences are lists of them. */
export type NamedElements = Readonly<Record<string, unknown>>;

interface Logger {
  setLevel(level: string): void;
}

/** The part of dcmjs that is used: the package has no types. */
export interface Dcmjs {
  readonly log: Logger & { getLoggers(): Readonly<Record<string, Logger>> };
  readonly data: {
    readonly DicomMessage: {
      readFile(bytes: ArrayBuffer, options?: object): { readonly meta: TaggedElements; readonly dict: TaggedElements };
    };
    readonly DicomMetaDictionary: {
      denaturalizeDataset(dataset: NamedElements): TaggedElements;
      naturalizeDataset(elements: TaggedElements): Record<string, unknown>;
    };
    readonly DicomDict: new (meta: TaggedElements) => { dict: TaggedElements; write(options?: object): ArrayBuffer };
  };
}

let loading: Promise<Dcmjs> | undefined;

/**
 * The library that encodes and decodes data sets, loaded when it is first needed.
 * @throws DicomError `not-installed`
 */
export function loadDcmjs(): Promise<Dcmjs> {
  loading ??= loadOptional<{ readonly default: Dcmjs }>("dcmjs", () => import("dcmjs")).then(({ default: dcmjs }) => {
    // They print to standard output and error, and what matters is checked here.
    for (const logger of [dcmjs.log, ...Object.values(dcmjs.log.getLoggers())]) logger.setLevel("silent");
    return dcmjs;
  });
  return loading;
}

/** Loads an optional package. @throws DicomError `not-installed` with how to install it */
export async function loadOptional<T>(name: string, load: () => Promise<unknown>): Promise<T> {
  try {
    return (await load()) as T;
  } catch (cause) {
    const why = (cause as Error).message.split("\n")[0];
    const message = `DICOM needs the package ${name}, which cannot be loaded (${why}): npm install ${name}`;
    throw new DicomError("not-installed", message, { cause });
  }
}
