// The blocks of pcapng files (IETF, draft-ietf-opsawg-pcapng) that recordings consist of: little-endian, each with its
// length at both ends, a multiple of four.
import { Bytes } from "../mrd-hdf5/index.ts";

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** A link type reserved for private use: the contents of its packets are not standardized. */
const LINKTYPE_USER0 = 147;
const INTERFACE_NAME = "MRD";
const OPTION = { interfaceName: 2, packetFlags: 2, application: 4 } as const;
const FLAG = { received: 1, sent: 2 } as const;
/** Interface, time, length (twice). */
const PACKET_FIELDS = 20;

/** Type and length, which start a block. */
export const BLOCK_PREFIX = 8;
/** The shortest block: these, and the length again. */
export const LEAST_BLOCK = BLOCK_PREFIX + 4;
/** Wireshark treats longer packets as damage. */
export const GREATEST_PACKET = 2 ** 18;
/** Includes space for options that other tools add. */
export const GREATEST_BLOCK = 2 ** 20;

export type PacketDirection = keyof typeof FLAG;

/** A packet of a recording, as it passed through the server. */
export interface Packet {
  readonly direction: PacketDirection;
  /** Microseconds since 1970. */
  readonly timeUs: number;
  readonly data: Uint8Array;
}

/** The blocks at the start of a recording. */
export function fileHeader(application: string): Uint8Array {
  const section = new Bytes()
    .u32(BYTE_ORDER_MAGIC)
    .u16(1)
    .u16(0)
    .u64(2n ** 64n - 1n); // Version 1.0, of any length.
  addOption(section, OPTION.application, new TextEncoder().encode(application));
  const link = new Bytes().u16(LINKTYPE_USER0).u16(0).u32(GREATEST_PACKET);
  addOption(link, OPTION.interfaceName, new TextEncoder().encode(INTERFACE_NAME));
  return Buffer.concat([block(SECTION_HEADER, section), block(INTERFACE_DESCRIPTION, link)]);
}

/** The bytes before and after the data of a packet. */
export function packetFrame(direction: PacketDirection, timeUs: number, length: number): [Uint8Array, Uint8Array] {
  const end = new Bytes(32).zeros(padding(length));
  addOption(end, OPTION.packetFlags, new Bytes(4).u32(FLAG[direction]).take()).u32(0);
  const total = BLOCK_PREFIX + PACKET_FIELDS + length + end.length + 4;
  const start = new Bytes(BLOCK_PREFIX + PACKET_FIELDS).u32(ENHANCED_PACKET).u32(total).u32(0);
  start.u32(Math.floor(timeUs / 2 ** 32)).u32(timeUs % 2 ** 32);
  return [start.u32(length).u32(length).take(), end.u32(total).take()];
}

/** Whether a block's body starts a recording. */
export function isSectionStart(type: number, body: DataView): boolean {
  return type === SECTION_HEADER && body.byteLength >= 16 && body.getUint32(0, true) === BYTE_ORDER_MAGIC;
}

/** Whether a block describes the source of a recording's packets. */
export function isRecordedInterface(type: number, body: DataView): boolean {
  if (type !== INTERFACE_DESCRIPTION || body.byteLength < 8 || body.getUint16(0, true) !== LINKTYPE_USER0) return false;
  return new TextDecoder().decode(option(body, 8, OPTION.interfaceName)) === INTERFACE_NAME;
}

/** The packet in a block; `undefined` for other blocks, which readers skip, and for a damaged one. */
export function packetOf(type: number, body: DataView): Packet | undefined {
  if (type !== ENHANCED_PACKET || body.byteLength < PACKET_FIELDS) return undefined;
  const [high, low, length] = [4, 8, 12].map((at) => body.getUint32(at, true)) as [number, number, number];
  const flags = option(body, PACKET_FIELDS + length + padding(length), OPTION.packetFlags);
  if (flags?.byteLength !== 4) return undefined;
  const direction = (flags.getUint32(0, true) & 3) === FLAG.sent ? "sent" : "received";
  const data = new Uint8Array(body.buffer, body.byteOffset + PACKET_FIELDS, length);
  return { direction, timeUs: high * 2 ** 32 + low, data };
}

function block(type: number, body: Bytes): Uint8Array {
  body.u32(0); // End of options.
  const total = LEAST_BLOCK + body.length;
  return new Bytes(total).u32(type).u32(total).raw(body.take()).u32(total).take();
}

function addOption(to: Bytes, code: number, value: Uint8Array): Bytes {
  return to.u16(code).u16(value.length).raw(value).zeros(padding(value.length));
}

/** The value of an option of a block whose options start at an offset. */
function option(body: DataView, start: number, code: number): DataView | undefined {
  for (let at = start; at + 4 <= body.byteLength; ) {
    const [found, length] = [body.getUint16(at, true), body.getUint16(at + 2, true)];
    if (found === 0 || at + 4 + length > body.byteLength) return undefined;
    if (found === code) return new DataView(body.buffer, body.byteOffset + at + 4, length);
    at += 4 + length + padding(length);
  }
  return undefined;
}

/** Zeros that pad something of this length. */
function padding(length: number): number {
  return (4 - (length % 4)) % 4;
}
