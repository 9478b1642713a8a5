/** Whether a text shows what it is: in normal form C, without controls, invisible or direction-changing characters and odd spaces. */

const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{DI}\u2800]/u;
const SPACES = /\p{Zs}/gu;

export function isVisible(text: string): boolean {
  if (!text.isWellFormed() || text !== text.normalize("NFC")) return false;
  return !HIDDEN.test(text) && (text.match(SPACES) ?? []).every((space) => space === " ");
}
