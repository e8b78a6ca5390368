/** Plausible but rare values in a header or a chain. */
export const numbers = "0 1 2 3 5 7 8 15 16 17 31 64 100 509 1021 4096 30000 65535 -1 1.5 0.001 65536".split(" ");

/** Replacements for numbers, names and words of a text. */
export const words: readonly string[] = [
  ...numbers,
  ..."4294967296 1e999 -1e999 1e-999 NaN INF 0x10 null true ~ [] {} $trigger $nothing magnitude adaptive slice".split(
    " ",
  ),
  ..."none pocs \ud800 __proto__ constructor ../default <a/> &amp; &lol; *a drop å\u0000b".split(" "),
  "",
  " ",
  "[1, 2]",
  "&a x",
  "!!js x",
  "9".repeat(400),
  "9".repeat(5000),
];

/** Insertions between or around the parts of a text. */
export const intrusions: readonly string[] = [
  ..."</encoding> <encoding> <encoding/> --> <![CDATA[ ]]> &#0; &#xd800; \u0000 \ufeff \t { \" ' \\ , : # } ] [*a]".split(
    " ",
  ),
  "<!-- ",
  '<!DOCTYPE x [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>',
  "<?xml version='1.0'?>",
  "\n  - extract",
  "\n  - remove-oversampling",
  "\nchain: [discard]",
  "%YAML 1.1\n---\n",
  "---\n",
  "...\n",
  "&a [*a]",
  '{"parameters":',
  "[".repeat(300),
  "{".repeat(300),
  "<a>".repeat(100),
  "- ".repeat(500),
];
