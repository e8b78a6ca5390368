import type { Chance } from "./chance.ts";
import type { Stream } from "./streams.ts";
import { intrusions, numbers, words } from "./words.ts";

const ID_AND_LENGTH = 6;
const kinds: ReadonlySet<string> = new Set(["header", "config-text", "text"]);

/** Changes some numbers in a header, a chain or its parameters; the text is valid otherwise. */
export function changeValues(stream: Stream, chance: Chance): Stream {
  return changeOne(stream, chance, (text) => {
    const number = pickMatch(text, /(?<=>|[:[,] ?"?)-?[\d.]+(?=<|[\n,}"\]])/g, chance);
    return replaced(text, number, chance.pick(numbers));
  });
}

/** Changes a header, a chain or parameters in any way. */
export function changeTexts(stream: Stream, chance: Chance): Stream {
  return changeOne(stream, chance, (text) => {
    const word = pickMatch(text, /[\w.$-]+/g, chance);
    const part = pickPart(text, chance) ?? word;
    const at = chance.below(text.length + 1);
    const from = chance.below(text.length + 1);
    switch (chance.below(8)) {
      case 0:
      case 1:
        return replaced(text, word, chance.pick(words));
      case 2:
        return replaced(text, word, pickMatch(text, /[\w.$-]+/g, chance)?.text ?? "");
      case 3:
        return replaced(text, part, "");
      case 4:
        return replaced(text, part, (part?.text ?? "").repeat(chance.pick([2, 2, 2, 50])));
      case 5:
        return text.slice(0, at) + chance.pick(intrusions) + text.slice(at);
      case 6:
        return text.slice(0, at) + text.slice(at + chance.few(60));
      default:
        return text.slice(0, at) + text.slice(from, from + chance.few(300)) + text.slice(at);
    }
  });
}

/** Changes the text of one message a few times. Its length stays correct; its bytes may no longer be valid UTF-8. */
function changeOne(stream: Stream, chance: Chance, change: (text: string) => string): Stream {
  const places = stream.flatMap(({ kind }, i) => (kinds.has(kind) ? [i] : []));
  if (places.length === 0) return stream;
  const place = chance.pick(places);
  const { kind, bytes } = stream[place]!;
  let text = bytes.subarray(ID_AND_LENGTH).toString("utf8");
  for (let i = chance.few(5); i > 0; i -= 1) text = change(text);
  const encoded = Buffer.from(text, "utf8");
  const at = chance.below(encoded.length + 1);
  const broken = chance.happens(0.03) ? [encoded.subarray(0, at), chance.bytes(3), encoded.subarray(at)] : [encoded];
  const content = Buffer.concat(broken);
  const head = Buffer.from(bytes.subarray(0, ID_AND_LENGTH));
  head.writeUInt32LE(content.length, 2);
  return stream.with(place, { kind, bytes: Buffer.concat([head, content]) });
}

interface Match {
  readonly index: number;
  readonly text: string;
}

/** An element with its contents, or a line. */
function pickPart(text: string, chance: Chance): Match | undefined {
  const leaf = /<(\w+)>[^<]*<\/\1>/g;
  const group = /<(\w+)>(?:(?!<\1>).)*?<\/\1>/gs;
  return pickMatch(text, chance.pick([leaf, group, /^.*\n/gm]), chance);
}

function pickMatch(text: string, pattern: RegExp, chance: Chance): Match | undefined {
  const found = [...text.slice(0, 2 ** 14).matchAll(pattern)];
  if (found.length === 0) return undefined;
  const match = chance.pick(found);
  return { index: match.index, text: match[0] };
}

function replaced(text: string, match: Match | undefined, value: string): string {
  if (match === undefined) return text;
  return text.slice(0, match.index) + value + text.slice(match.index + match.text.length);
}
