import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AllowList } from "../../src/server/access/allow/index.ts";

const v4 = fc.ipV4();
const toNumber = (address: string) => address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);

describe("AllowList", () => {
  it.each([
    ["10.0.0.7", ["10.0.0.7", "::ffff:10.0.0.7", "::FFFF:10.0.0.7"], ["10.0.0.8", "::1", "::10.0.0.7", "127.0.0.1"]],
    ["10.1.0.0/16", ["10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3"], ["10.2.0.0", "10.0.255.255"]],
    ["10.1.2.3/16", ["10.1.255.255"], ["10.2.0.0"]],
    ["fd00::/8, 192.168.1.1", ["fd12::1", "fd12::1%eth0", "192.168.1.1"], ["fe80::1", "192.168.1.2", "::1"]],
    ["::1", ["::1"], ["127.0.0.1", "::2"]],
    ["localhost", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"], ["10.0.0.1"]],
    ["0.0.0.0/0", ["1.2.3.4", "::ffff:1.2.3.4"], ["::1", "fd00::1"]],
    ["::ffff:10.0.0.0/104", ["10.1.2.3", "::ffff:10.1.2.3"], ["11.0.0.0", "::ffff:11.0.0.0"]],
    ["::ffff:10.0.0.7", ["10.0.0.7"], ["10.0.0.8"]],
  ])("%s", (text, inside, outside) => {
    const list = new AllowList(text);
    for (const address of inside) expect(`${address} ${list.has(address)}`).toBe(`${address} true`);
    for (const address of outside) expect(`${address} ${list.has(address)}`).toBe(`${address} false`);
    expect(list.toString()).toBe(text);
  });

  it.each([
    ["scanner", "'scanner' is not an address, such as 10.0.0.7, 10.1.0.0/16 or fd00::/8."],
    ["10.0.0.300", "'10.0.0.300' is not an address"],
    ["010.0.0.1", "'010.0.0.1' is not an address"],
    ["10.0.0.1/8/8", "'10.0.0.1/8/8' is not an address"],
    ["10.0.0.1/33", "'10.0.0.1/33' is not a network: its length has to be a whole number from 0 to 32."],
    ["10.0.0.1/", "'10.0.0.1/' is not a network"],
    ["10.0.0.1/1e1", "'10.0.0.1/1e1' is not a network"],
    ["fd00::/129", "a whole number from 0 to 128."],
    ["::ffff:10.0.0.0/8", "a whole number from 96 to 128."],
    ["10.0.0.1,,::1", "An entry is empty"],
    ["", "An entry is empty"],
  ])("rejects %o", (text, message) => {
    expect(() => new AllowList(text)).toThrow(message);
  });

  it("contains exactly the addresses that start with the network's bits", () => {
    fc.assert(
      fc.property(v4, fc.integer({ min: 0, max: 32 }), v4, (network, bits, address) => {
        const same =
          Math.floor(toNumber(network) / 2 ** (32 - bits)) === Math.floor(toNumber(address) / 2 ** (32 - bits));
        const list = new AllowList(`${network}/${bits}`);
        expect([list.has(address), list.has(`::ffff:${address}`), list.has(network)]).toEqual([same, same, true]);
      }),
    );
  });

  it("contains nothing that is not an address", () => {
    const list = new AllowList("0.0.0.0/0, ::/0");
    for (const text of ["", "undefined", "10.0.0", "/tmp/socket"]) expect(list.has(text)).toBe(false);
  });
});
