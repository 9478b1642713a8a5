/**
 * Whether a text says one of some words: whole words, without case. It proves that the word stands there, not what the
 * sentence means by it ("don't delete" says `delete`). Only for text that the user signed for.
 */

/** A word may be several, in a row. False for a text that is not there, and for a word without a letter or digit. */
export function says(words: readonly string[], text: string | undefined): boolean {
  const said = ` ${wordsOf(text ?? "")} `;
  return words.map(wordsOf).some((word) => word !== "" && said.includes(` ${word} `));
}

/** Letters, marks and digits in normal form C and lower case, anything else as one space. An apostrophe within a word belongs to it. */
function wordsOf(text: string): string {
  return (
    text
      .normalize("NFC")
      .toLowerCase()
      .replaceAll("’", "'")
      .match(/[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*/gu)
      ?.join(" ") ?? ""
  );
}
