/**
 * The arguments as they are judged and sent: wherever conditions understand them, in the form that they were understood in. By the
 * auditor's own interpreters, so that a warrant under two judges' signatures commits to what both would send.
 */
import { hash } from "node:crypto";
import { type Value, writeCanonical } from "../canonical-text.ts";
import type { SentTerms, UnderstoodPlace } from "../entry.ts";
import { type Executed, executedForm } from "../meaning/executed-form.ts";
import { membersOf } from "../members.ts";
import type { Call } from "./open-calls.ts";

type At = UnderstoodPlace["at"];

/** Undefined where no one form means what every condition has understood. */
export function sentForm(places: readonly UnderstoodPlace[], args: Value): Value | undefined {
  const known = new Map<string, Executed>();
  const readings = places.map(({ interpreter, at }) => {
    const read = (value: Value): Executed => {
      const name = writeCanonical([interpreter, value]);
      const executed = known.get(name) ?? executedForm(interpreter, value);
      known.set(name, executed);
      return executed;
    };
    return { at, read };
  });
  let sent = args;
  for (const { at, read } of readings) sent = replaced(sent, at, (value) => read(value).form ?? value);
  for (const { at, read } of readings) {
    const after = standingAt(sent, at);
    for (const [place, value] of standingAt(args, at).entries()) {
      const written = after[place];
      if (written === undefined) return undefined;
      const [said, says] = [read(value), read(written)];
      if (!isEqual(says.form ?? written, written) || (said.form !== undefined && !isEqual(said.record, says.record))) return undefined;
    }
  }
  return sent;
}

/** What a decision says of the form; `salt` is sealed with the call. */
export function sendsOf({ places = [], tool, args, salt }: Call): { readonly sends?: SentTerms } {
  if (places.length === 0) return {};
  return { sends: { places, digest: hash("sha256", writeCanonical({ sent: "interlock-sent/1", salt, tool, args }), "hex") } };
}

function replaced(value: Value, at: At, form: (value: Value) => Value): Value {
  const [names = [], ...lists] = at;
  const [name, ...rest] = names;
  if (name !== undefined) {
    const inner = membersOf(value);
    const member = Object.hasOwn(inner, name) ? inner[name] : undefined;
    if (member === undefined) return value;
    const changed = new Map(Object.entries(inner)).set(name, replaced(member, [rest, ...lists], form));
    return Object.fromEntries([...changed].map(([key, one]) => [key, one ?? null]));
  }
  if (lists.length === 0) return form(value);
  return Array.isArray(value) ? value.map((item: Value) => replaced(item, lists, form)) : value;
}

function standingAt(value: Value, [names = [], ...lists]: At): readonly Value[] {
  let inner: Value | undefined = value;
  for (const name of names) {
    const members: { readonly [name: string]: Value | undefined } = membersOf(inner);
    inner = Object.hasOwn(members, name) ? members[name] : undefined;
  }
  if (inner === undefined) return [];
  if (lists.length === 0) return [inner];
  return Array.isArray(inner) ? inner.flatMap((item: Value) => standingAt(item, lists)) : [];
}

function isEqual(one: Value, other: Value): boolean {
  return writeCanonical(one) === writeCanonical(other);
}
