import type { Socket } from "node:net";
import { loadOptional } from "../../formats/dicom/index.ts";
import type { Address } from "../mrd-server/index.ts";

type Dimse = typeof import("dcmjs-dimse");

/** An archive, as a partner of DICOM's protocol. */
export interface Archive {
  readonly address: Address;
  /** Its application entity title. */
  readonly calledTitle: string;
  /** That of this program. */
  readonly callingTitle: string;
  /** How long it may take to answer. */
  readonly timeoutMs: number;
}

/** What became of some files. Those in neither list were not acknowledged, or another session has sent them. */
export interface Outcome {
  readonly stored: readonly string[];
  /** Files that the archive does not accept, with its reasons. */
  readonly refused: ReadonlyMap<string, string>;
  /** Why the rest was not sent; `undefined` if there is no rest. */
  readonly failure: string | undefined;
}

/** Longest time to connect, since those who wait for the end of a session wait for it. */
const CONNECT_MS = 5000;

/** Success, and warnings, with which an archive has stored an image too (DICOM PS3.4, table B.2-1). */
const STORED: ReadonlySet<number> = new Set([0x0000, 0xb000, 0xb006, 0xb007]);

/** The archive is out of resources, and may have some again. */
const isTemporary = (status: number) => status >> 8 === 0xa7;

/** @throws DicomError `not-installed` */
export async function loadDimse(): Promise<Dimse> {
  const { default: dimse } = await loadOptional<{ readonly default: Dimse }>(
    "dcmjs-dimse",
    () => import("dcmjs-dimse"),
  );
  dimse.log.disableAll(); // it prints to the console
  return dimse;
}

/**
 * Sends files by C-STORE, over one association. Never rejects.
 * @param signal ends it
 */
export function sendFiles(
  { requests, Client, Dataset }: Dimse,
  archive: Archive,
  files: readonly string[],
  signal: AbortSignal,
): Promise<Outcome> {
  const stored: string[] = [];
  const refused = new Map<string, string>();
  const gone = new Set<string>();
  const client = new Client();
  return new Promise<Outcome>((resolve) => {
    let failure: string | undefined;
    let released = false;
    const connecting = setTimeout(() => end("it cannot be reached in time"), Math.min(CONNECT_MS, archive.timeoutMs));
    const end = (why?: string) => {
      failure ??= why;
      clearTimeout(connecting);
      signal.removeEventListener("abort", onAbort);
      // The library closes connections gently, which takes minutes where nobody answers.
      (client as unknown as { readonly network?: { readonly socket: Socket } }).network?.socket.destroy();
      const isOpen = (file: string) => !stored.includes(file) && !refused.has(file) && !gone.has(file);
      if (released && failure === undefined) {
        for (const file of files.filter(isOpen)) refused.set(file, "it does not accept images of this kind");
      }
      failure ??= files.some(isOpen) ? "it closed the connection" : undefined;
      resolve({ stored, refused, failure });
    };
    const onAbort = () => end("the session has ended");
    const onStatus = (file: string, status: number, comment: string) => {
      const text = `status 0x${status.toString(16).padStart(4, "0")}${comment ? `: ${comment}` : ""}`;
      if (STORED.has(status)) stored.push(file);
      else if (isTemporary(status)) failure ??= `it is out of resources (${text})`;
      else refused.set(file, text);
    };
    try {
      for (const file of files) {
        const content = ifPresent(() => Dataset.fromFile(file) as InstanceType<Dimse["Dataset"]>);
        if (content === undefined) {
          gone.add(file);
          continue;
        }
        const request = new requests.CStoreRequest(content);
        request.on("response", (response) =>
          onStatus(file, response.getStatus(), String(response.getErrorComment() ?? "")),
        );
        client.addRequest(request);
      }
      if (gone.size === files.length) return end();
      client.on("connected", () => clearTimeout(connecting));
      client.on("associationRejected", ({ reason, source }) =>
        end(`it rejected the association (${rejection(source, reason)})`),
      );
      client.on("associationReleased", () => {
        released = true;
        end();
      });
      client.on("networkError", ({ message }: Error) => end(message.replace(/^.*-> /, "")));
      client.on("closed", () => end());
      signal.addEventListener("abort", onAbort);
      const { address, callingTitle, calledTitle, timeoutMs } = archive;
      client.send(address.host, address.port, callingTitle, calledTitle, {
        connectTimeout: timeoutMs,
        associationTimeout: timeoutMs,
        pduTimeout: timeoutMs,
      });
      if (signal.aborted) onAbort();
    } catch (error) {
      end((error as Error).message);
    }
  });
}

/** What a read returns; `undefined` if there is no such file. */
function ifPresent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** DICOM PS3.8, table 9-21. */
function rejection(source: number, reason: number): string {
  if (source === 1 && reason === 3) return "it does not know the calling AE title";
  if (source === 1 && reason === 7) return "it does not know the called AE title";
  return `source ${source}, reason ${reason}`;
}
