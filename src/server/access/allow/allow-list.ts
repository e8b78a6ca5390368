import { BlockList, isIP } from "node:net";

/** An IPv4 address mapped to IPv6, as a socket that listens to both reports its clients. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;
const MAPPED_BITS = 96;

/** The addresses of this machine that `localhost` stands for. */
const LOCALHOST = "127.0.0.0/8, ::1";

/** The addresses that may connect. This machine itself has to be listed too. */
export class AllowList {
  readonly #list = new BlockList();
  readonly #names: string[] = [];

  /**
   * @param text IPv4 and IPv6 addresses and networks (`10.1.0.0/16`), separated by commas; `localhost` is this machine
   * @throws RangeError naming the entry that is not valid
   */
  constructor(text: string) {
    for (const entry of text.split(",").map((each) => each.trim())) {
      const entries = entry === "localhost" ? LOCALHOST.split(", ") : [entry];
      for (const each of entries) this.#add(each);
      this.#names.push(entry);
    }
  }

  /** Whether a client may connect. @param address as its socket reports it */
  has(address: string): boolean {
    const plain = address.replace(/%.*$/, "").replace(MAPPED, ""); // without the interface of a link-local one
    const version = isIP(plain);
    return version !== 0 && this.#list.check(plain, version === 6 ? "ipv6" : "ipv4");
  }

  /** All entries, as they were written. */
  toString(): string {
    return this.#names.join(", ");
  }

  #add(entry: string): void {
    const [written = "", length, ...more] = entry.split("/");
    const mapped = MAPPED.test(written);
    const address = written.replace(MAPPED, "");
    const version = isIP(address);
    if (version === 0 || more.length > 0) {
      const example = "such as 10.0.0.7, 10.1.0.0/16 or fd00::/8";
      throw new RangeError(
        entry === "" ? `An entry is empty: write addresses, ${example}.` : `'${entry}' is not an address, ${example}.`,
      );
    }
    const family = version === 6 ? "ipv6" : "ipv4";
    if (length === undefined) {
      this.#list.addAddress(address, family);
      return;
    }
    const bits = mapped ? Number(length) - MAPPED_BITS : Number(length);
    const most = version === 6 ? 128 : 32;
    if (!/^\d{1,3}$/.test(length) || bits < 0 || bits > most) {
      const least = mapped ? MAPPED_BITS : 0;
      throw new RangeError(
        `'${entry}' is not a network: its length has to be a whole number from ${least} to ${least + most}.`,
      );
    }
    this.#list.addSubnet(address, bits, family);
  }
}
