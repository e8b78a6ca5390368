import { counted } from "../../text/index.ts";
import { DicomError } from "./errors.ts";
import { type Dcmjs, loadDcmjs, type NamedElements } from "./library.ts";
import { stableUid } from "./values.ts";

/** Identifies Larmor as the program that wrote a file. */
const IMPLEMENTATION_UID = stableUid("implementation", "Larmor");
const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
/** Longest value of an element: its length has 32 bits, and all ones mean something else. */
const MOST_BYTES = 0xffff_fffe;

/** Encodes data sets as files of DICOM PS3.10, explicit little endian. */
export class FileEncoder {
  readonly #dcmjs: Dcmjs;

  private constructor(dcmjs: Dcmjs) {
    this.#dcmjs = dcmjs;
  }

  /** @throws DicomError `not-installed` */
  static async create(): Promise<FileEncoder> {
    return new FileEncoder(await loadDcmjs());
  }

  /**
   * @param named all elements but the pixels, by keyword; `SOPClassUID` and `SOPInstanceUID` among them
   * @param pixels their number of bytes, if they follow elsewhere
   * @returns the pieces of a file; without the pixels if only their length is given
   */
  encode(named: NamedElements, pixels: NodeJS.ArrayBufferView | number, vr: "OW" | "OB" = "OW"): Uint8Array[] {
    const { DicomDict, DicomMetaDictionary } = this.#dcmjs.data;
    const file = new DicomDict({
      "00020001": { vr: "OB", Value: [new Uint8Array([0, 1]).buffer] },
      "00020002": { vr: "UI", Value: [named.SOPClassUID] },
      "00020003": { vr: "UI", Value: [named.SOPInstanceUID] },
      "00020010": { vr: "UI", Value: [EXPLICIT_LITTLE_ENDIAN] },
      "00020012": { vr: "UI", Value: [IMPLEMENTATION_UID] },
      "00020013": { vr: "SH", Value: ["LARMOR"] },
    });
    file.dict = DicomMetaDictionary.denaturalizeDataset({ ...named, _meta: {} });
    // The pixels are the last element: dcmjs would copy them several times.
    const elements = new Uint8Array(file.write({ fragmentMultiframe: false }));
    const length = typeof pixels === "number" ? pixels : pixels.byteLength;
    const head = pixelHead(vr, length);
    if (typeof pixels === "number") return [elements, head];
    const data = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    return [elements, head, data, ...(length % 2 === 0 ? [] : [new Uint8Array(1)])];
  }
}

/** Tag, value representation and length of the pixels. */
function pixelHead(vr: "OW" | "OB", length: number): Uint8Array {
  const even = length + (length % 2);
  if (even > MOST_BYTES) {
    throw new DicomError(
      "unsupported",
      `${counted(length, "byte")} of pixels do not fit into a DICOM file: write fewer per file`,
    );
  }
  const head = Buffer.from([0xe0, 0x7f, 0x10, 0x00, vr.charCodeAt(0), vr.charCodeAt(1), 0, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(even, 8);
  return head;
}
