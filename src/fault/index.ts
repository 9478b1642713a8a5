/**
 * The three kinds of failure, and nothing else. A negative answer is an ordinary value; an expected failure is a
 * `Fault` inside a `Result`; a defect of ours is a thrown `Bug`. Every layer stands on this one; it stands on none.
 */

/** An expected failure. `code` is `layer/what-is-wrong`; `message` is for people and is never parsed. */
export interface Fault<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
  /** The place: `file:line:column`, or a JSON pointer. */
  readonly at?: string;
  /** What the reader can do about it, as one sentence. */
  readonly remedy?: string;
  readonly cause?: Fault;
}

export type Result<T, Code extends string = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: Fault<Code> };

/** Wraps a value as a success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Makes a failed `Result` from a code and a message. */
export function fail<Code extends string>(
  code: Code,
  message: string,
  more: { readonly at?: string; readonly remedy?: string; readonly cause?: Fault } = {},
): { readonly ok: false; readonly fault: Fault<Code> } {
  return { ok: false, fault: { code, message, ...more } };
}

/** A defect of ours: an invariant that does not hold. Caught only where a process or a session ends. */
export class Bug extends Error {
  override readonly name = "Bug";
}

/** States what always holds. Throws `Bug` where it does not. */
export function assert(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new Bug(claim);
}

/** Ends an exhaustive `switch`: the compiler refuses a missing case. */
export function unreachable(value: never): never {
  throw new Bug(`unreachable: ${String(value)}`);
}
