/** Why a condition may have no answer for a call, as far as agent or user can mend it: what the compiler notes beside a clause. */
import type { Derived } from "./derived.ts";

/** `clause` is the number of the clause that denies for want of an answer. */
export type Need = { readonly clause: number } & Lack;

/** `about` is what a condition asks, in the charter's words; it is missing where `lacks` is true. */
export type Lack = { readonly about: string } & (
  | { readonly code: "meaning/unintelligible"; readonly lacks: Derived }
  | { readonly code: "record/unknown"; readonly lacks: Derived; readonly record: string }
  /** More was said in the session than may be kept, so nobody can tell on whose word anything comes. */
  | { readonly code: "origin/full"; readonly charter: string }
);
