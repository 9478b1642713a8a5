/** How often people of one role are asked, as a charter says it under `roles`: written by the compiler, read by whoever decides. */

/** So many calls that wait at once, and so many asked in an hour. */
export interface AskLimit {
  readonly waiting?: number;
  readonly anHour?: number;
}

export interface AskLimits {
  readonly role: string;
  /** Of everybody who asks, together. */
  readonly atMost: AskLimit;
  /** Of each agent. */
  readonly ofOneAgent: AskLimit;
  /** Of each person who has the role, by everybody and in every role they have; absent where nothing is said of it. */
  readonly ofOnePerson?: AskLimit;
}

/** No limit is above this: nobody answers more in an hour. */
export const ASKED_AN_HOUR_MAX = 1_000;
