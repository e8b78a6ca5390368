import { close, query, text, u16 } from "../support/wire-bytes.ts";
import type { Chance } from "./chance.ts";
import type { Piece, Stream } from "./streams.ts";

/** Messages that are never valid, or not in this place. */
const misplaced: readonly Buffer[] = [
  close,
  text(2, "chain: x"),
  text(3, "<ismrmrdHeader/>"),
  text(3, "Dummy XML header"),
  text(5, "late"),
  text(5, ""),
  query(2n ** 64n - 1n, ""),
  u16(0),
  u16(1009),
  u16(65535),
];

/** Changes which messages are sent, and their order. */
export function reorder(stream: Stream, chance: Chance, other: Stream): Stream {
  const pieces = [...stream];
  for (let i = chance.few(4); i > 0; i -= 1) {
    const at = chance.below(pieces.length + 1);
    const [taken] = pieces.slice(at, at + 1);
    switch (chance.below(8)) {
      case 0:
        pieces.splice(at, 1);
        break;
      case 1:
        if (taken !== undefined) pieces.splice(chance.below(pieces.length), 0, taken);
        break;
      case 2:
        pieces.splice(at, chance.few(20));
        break;
      case 3:
        pieces.splice(at, 0, misplacedPiece(chance));
        break;
      case 4:
        pieces.splice(at, 0, ...other.slice(0, chance.few(other.length)));
        break;
      case 5:
        pieces.splice(at, 0, ...pieces.splice(chance.below(pieces.length + 1), chance.few(5)));
        break;
      case 6:
        pieces.splice(at, pieces.length, ...other.slice(chance.below(other.length)));
        break;
      default:
        pieces.push(...pieces.slice(0, chance.few(30)));
    }
  }
  return pieces;
}

function misplacedPiece(chance: Chance): Piece {
  return { kind: "bytes", bytes: chance.pick(misplaced) };
}
