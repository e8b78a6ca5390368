import { type Chain, type ClientRights, optionFor } from "../../chain/index.ts";
import type { Image, WireMessage } from "../../mrd/index.ts";
import { type ImageFormat, ImageSaving } from "../saving/image-saving.ts";
import { Saving } from "../saving/saving.ts";
import type { SessionOptions } from "../session-options.ts";
import type { ClientReporter } from "./client-reporter.ts";
import { type Handshake, protocolOf } from "./handshake.ts";

/** What a session saves: the data that it receives, and the images that it sends. */
export class SessionSaving {
  readonly #options: SessionOptions;
  readonly #report: ClientReporter["report"];
  #data: Saving | undefined;
  #images: ImageSaving | undefined;

  constructor(options: SessionOptions, report: ClientReporter["report"]) {
    this.#options = options;
    this.#report = report;
  }

  /** Whether data are saved. */
  get savesData(): boolean {
    return this.#data !== undefined;
  }

  /** Whether images are saved, some of them after they were sent. */
  get savesImages(): boolean {
    return this.#images !== undefined;
  }

  /** Saves data from now on, and the first message of the handshake. */
  async startData(handshake: Handshake): Promise<void> {
    const { session, saving } = this.#options;
    this.#data = await Saving.start(saving.folder, {
      session,
      config: handshake.config,
      header: handshake.header,
      parameters: handshake.parameters,
      protocol: saving.nameByProtocol ? protocolOf(handshake.header) : undefined,
      report: this.#report,
    });
    if (handshake.first !== undefined) this.save(handshake.first);
  }

  /** Saves from now on what a chain asks for. */
  async startFor(chain: Chain, rights: ClientRights, handshake: Handshake): Promise<void> {
    const saves = this.#saves(chain, rights);
    if (saves.includes("data") && !this.#options.saving.always) await this.startData(handshake);
    const formats = saves.filter((kind) => kind !== "data");
    if (formats.length > 0) this.#images = this.#imageSaving(handshake, formats);
  }

  /** What is saved because of the chain. A client's chain needs the right to that. */
  #saves({ saves, savePlace, folder }: Chain, { steps }: ClientRights): Chain["saves"] {
    if (folder !== undefined || steps.includes("save")) return saves;
    if (saves.every((kind) => kind === "data" && this.#options.saving.always)) return [];
    const how = `the server's -s saves all data, and its ${optionFor("save")} those of such chains`;
    this.#report("warning", `${savePlace}: 'save' has no effect, since this chain came from a client; ${how}`);
    return [];
  }

  #imageSaving({ header }: Handshake, formats: readonly ImageFormat[]): ImageSaving {
    const { session, saving, version } = this.#options;
    const { folder, nameByProtocol } = saving;
    const protocol = nameByProtocol ? protocolOf(header) : undefined;
    return new ImageSaving({ folder, formats, session, header, protocol, version, report: this.#report });
  }

  /** Saves a message of the client, if it has data and they are saved. */
  save(message: WireMessage): void {
    if (message.kind === "acquisition" || message.kind === "waveform" || message.kind === "image") {
      this.#data?.append(message);
    }
  }

  /** Saves an image that is sent, if images are saved. */
  append(image: Image): void {
    this.#images?.append(image);
  }

  /** Resolves when more images can be saved; `undefined` if they can now. */
  drained(): Promise<void> | undefined {
    return this.#images?.drained();
  }

  /** May be called again. */
  closeData(): void {
    this.#data?.close();
  }

  async closeImages(): Promise<void> {
    await this.#images?.close();
  }
}
