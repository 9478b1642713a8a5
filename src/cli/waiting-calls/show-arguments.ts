/**
 * The arguments of a call on a terminal: exactly what runs, as JSON, and below each value that the agent wrote in other words, those words,
 * marked. Every line is of one of the two, whatever stands in it; what a clause looks at has its mark in the margin, and is never folded.
 */
import { isJsonArray, isJsonObject, type Json } from "../../crypto/index.ts";
import type { Index } from "../../ledger/index.ts";
import { exactText, numberText, remark, type Showing } from "../terminal/exact-text.ts";
import { type Output, paint } from "../terminal/output.ts";
import { placeText } from "./secret-place.ts";
import type { WaitingCall } from "./waiting-call.ts";

/** More members of one list or object than these are folded, but for those that a clause looks at. */
const MEMBERS_MAX = 24;

const MARGIN = "    ";
const MARKED = "  > ";

type ShownArguments = Pick<WaitingCall, "ticket" | "proposal" | "args" | "secrets" | "rewritten" | "lookedAt">;

/** `showing`: whoever signs for a call sees all of it; of a list of calls each is folded, unless it isn't known what clauses look at. */
export function showArguments(
  out: Output,
  { ticket, proposal, args, secrets, rewritten, lookedAt }: ShownArguments,
  showing: Showing,
): void {
  if (args === undefined) return out.line(paint("red", "    what would run can't be shown with this key, so there is no yes to it"));
  const masked = new Map(secrets.map((at) => [at, secretText(ticket, `/args${at}`)]));
  const proposed = new Map(rewritten.map((one) => [one.at, one.proposed]));
  const view = { lookedAt: lookedAt ?? [], showing, masked, proposed, proposal };
  const lines = linesOf(view, args, { at: "", name: "", after: "" });
  for (const { text, isMarked } of lines) out.line(isMarked ? `${paint("bold", MARKED)}${text}` : `${MARGIN}${text}`);
  if (lines.some(({ isMarked }) => isMarked)) out.line(paint("dim", `${MARKED}marks what a clause looks at`));
}

interface View {
  /** JSON pointers. */
  readonly lookedAt: readonly string[];
  /** What stands for a secret. */
  readonly masked: ReadonlyMap<string, string>;
  /** What the agent wrote, in the entry `proposal`; undefined for a secret. */
  readonly proposed: ReadonlyMap<string, Json | undefined>;
  readonly proposal: Index;
  readonly showing: Showing;
}

interface Line {
  readonly text: string;
  readonly isMarked: boolean;
}

interface Place {
  /** JSON pointer. */
  readonly at: string;
  /** What stands before and after the value on its line. */
  readonly name: string;
  readonly after: string;
}

function linesOf(view: View, value: Json, { at, name, after }: Place): readonly Line[] {
  const isMarked = view.lookedAt.some((place) => at === place || at.startsWith(`${place}/`));
  const line = (text: string): Line => ({ text, isMarked });
  const showing = isMarked ? "whole" : view.showing;
  const below = view.proposed.has(at) ? [line(paint("yellow", `  as proposed: ${wordsProposed(view, at, showing)}`))] : [];
  const members = isJsonArray(value) || isJsonObject(value) ? Object.entries(value) : [];
  const [first] = members;
  if (first === undefined) return [line(`${name}${view.masked.get(at) ?? inOneLine(value, showing)}${after}`), ...below];
  const [opening, closing] = isJsonArray(value) ? ["[", "]"] : ["{", "}"];
  const kept = members.filter(([member], index) => showing === "whole" || index < MEMBERS_MAX || isNeeded(view, pointer(at, member)));
  const inner = kept.flatMap(([member, each], index) =>
    linesOf(view, each, {
      at: pointer(at, member),
      name: isJsonArray(value) ? "" : `${exactText(member, "whole")}: `,
      after: index === members.length - 1 ? "" : ",",
    }),
  );
  const more = `${numberText(members.length - kept.length)} more ${isJsonArray(value) ? "items" : "members"} folded: see them with --all`;
  const folded = kept.length === members.length ? [] : [line(`  ${remark(more)}`)];
  const indented = inner.map(({ text, ...rest }) => ({ ...rest, text: `  ${text}` }));
  return [line(`${name}${opening}`), ...indented, ...folded, line(`${closing}${after}`), ...below];
}

function wordsProposed({ proposed, proposal }: View, at: string, showing: Showing): string {
  const was = proposed.get(at);
  return was === undefined ? secretText(`${proposal}`, `/args${at}`) : inOneLine(was, showing);
}

/** Dots outside of quotes: no text of an agent stands there. */
export function secretText(entry: string, pointer: string): string {
  return `•••••• ${remark(`looks like a secret: interlock reveal ${entry} ${placeText(pointer)}`)}`;
}

/** Whether there is something at or below a place that is never folded. */
function isNeeded({ lookedAt, proposed }: View, at: string): boolean {
  return [...lookedAt, ...proposed.keys()].some((place) => place === at || place.startsWith(`${at}/`));
}

/** Whatever was proposed, a value or a structure, in one line. */
function inOneLine(value: Json, showing: Showing): string {
  if (typeof value === "string") return exactText(value, showing);
  if (isJsonArray(value)) return `[${value.map((each) => inOneLine(each, showing)).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, each]) => `${exactText(name, "whole")}: ${inOneLine(each, showing)}`);
  return `{${members.join(", ")}}`;
}

function pointer(at: string, name: string): string {
  return `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
