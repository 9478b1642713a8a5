/**
 * Whether a text can mislead by what it does not show: control characters, invisible or direction-changing ones, lone
 * surrogates, characters in a form that another program would compose anew. Interpreters of identifiers refuse such texts.
 */

/** Controls, format characters (zero width, bidi), private use, unassigned, line separators, selectors, fillers, blank braille. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const ODD_SPACE = /(?! )\p{Zs}/u;

/** True for text in normal form C without unseen characters, spaces other than U+0020, and lone surrogates. */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !UNSEEN.test(text) && !ODD_SPACE.test(text) && text.normalize("NFC") === text;
}

/** True where no compatibility form of a character (fullwidth, small, ligature) turns into one of `signs` in another program. */
export function keepsSigns(text: string, signs: RegExp): boolean {
  const folded = text.normalize("NFKC");
  return folded === text || count(folded, signs) === count(text, signs);
}

function count(text: string, signs: RegExp): number {
  return text.match(signs)?.length ?? 0;
}
