/** What a condition, and every part of one, comes to. Error is an answer like the others: conditions are total. */

/** 0 false, 1 true, 2 error. */
export type Answer = 0 | 1 | 2;
export const FALSE = 0;
export const TRUE = 1;
export const ERROR = 2;

/** CEL's `&&`: false outweighs an error. */
export function both(left: Answer, right: Answer): Answer {
  if (left === FALSE || right === FALSE) return FALSE;
  return left === ERROR || right === ERROR ? ERROR : TRUE;
}
