import { BlockList, isIP } from "node:net";

/** How IPv6 writes an address of IPv4: what a socket that listens to both says of its clients. */
const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;
const MAPPED_BITS = 96;

/** What stands for this machine. */
const LOCALHOST = "127.0.0.0/8, ::1";

/** Addresses that may connect, and no others: that this machine itself may has to be said too. */
export class AllowList {
  readonly #list = new BlockList();
  readonly #names: string[] = [];

  /**
   * @param text addresses of IPv4 and IPv6, and networks (`10.1.0.0/16`), between commas; `localhost` is this machine
   * @throws RangeError naming the entry that is not valid
   */
  constructor(text: string) {
    for (const entry of text.split(",").map((each) => each.trim())) {
      const entries = entry === "localhost" ? LOCALHOST.split(", ") : [entry];
      for (const each of entries) this.#add(each);
      this.#names.push(entry);
    }
  }

  /** Whether a client may connect. @param address as its socket says it */
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
        entry === "" ? `An entry is empty: write addresses, ${example}.` : `'${entry}' is no address, ${example}.`,
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
      throw new RangeError(`'${entry}' is no network: its length is a whole number from ${least} to ${least + most}.`);
    }
    this.#list.addSubnet(address, bits, family);
  }
}
