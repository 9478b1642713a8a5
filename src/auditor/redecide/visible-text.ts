/** Whether a text shows what it is: in normal form C, without controls, invisible or direction-changing characters and odd spaces. */

const HIDDEN_CATEGORIES = [/\p{Cc}/u, /\p{Cf}/u, /\p{Co}/u, /\p{Cn}/u, /\p{Zl}/u, /\p{Zp}/u, /\p{Variation_Selector}/u];

export function isVisible(text: string): boolean {
  if (!text.isWellFormed() || text !== text.normalize("NFC")) return false;
  const spaces = text.match(/\p{Zs}/gu) ?? [];
  return spaces.every((space) => space === " ") && !HIDDEN_CATEGORIES.some((category) => category.test(text));
}
