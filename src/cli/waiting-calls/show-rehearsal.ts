/**
 * What a parked call would do, on a terminal: each file or row with the lines that differ.
 * Every line of it may have been chosen by an agent: escaped, one to a line, behind a margin that no line can leave.
 */
import type { DiffLine, FileChange, Rehearsal } from "../../ledger/index.ts";
import type { Showing } from "../terminal/exact-text.ts";
import { count, type Output, paint, visible } from "../terminal/output.ts";
import { secretText } from "./show-arguments.ts";
import type { WaitingCall } from "./waiting-call.ts";

/** More lines of differences than this are folded, and that is said. */
const LINES_MAX = 60;

const SIGNS = { kept: "  ", removed: "- ", added: "+ ", place: "@ " } as const;
const STYLES = { kept: "dim", removed: "red", added: "green", place: "cyan" } as const;
const WORDS = { created: "creates", changed: "changes", deleted: "deletes" } as const;

export function showRehearsal(out: Output, { found, code, secrets }: NonNullable<WaitingCall["rehearsal"]>, showing: Showing): void {
  const tried = paint("bold", "    tried where nothing comes of it:");
  if (found === undefined)
    return out.line(`${tried} what it found is sealed for others${code === undefined ? "" : `  [${visible(code)}]`}`);
  const room = { lines: showing === "whole" ? Number.POSITIVE_INFINITY : LINES_MAX };
  switch (found.is) {
    case "nothing":
      return out.line(`${tried} not possible: ${visible(found.message)}  [${visible(code ?? "")}]`);
    case "files":
      out.line(`${tried} ${outcomeOf(found)}`);
      for (const change of found.changes) showChange(out, change, room);
      if (found.changesLeft > 0) out.line(paint("yellow", `    … and ${count(found.changesLeft, "change")} more`));
      break;
    case "rows":
      out.line(`${tried} ${count(found.affected, "row")} of ${visible(found.table)}`);
      showLines(out, found, room);
  }
  if (room.lines < 0) out.line(paint("yellow", `    … ${-room.lines} more lines folded: see them with --all`));
  for (const place of secrets?.places ?? []) out.line(`    ${secretText(`${secrets?.entry}`, place)}`);
}

function outcomeOf({ answer, changes }: Extract<Rehearsal, { readonly is: "files" }>): string {
  const said = answer.isError ? `it fails: ${visible(answer.text.split("\n", 1)[0] ?? "")}` : "it succeeds";
  return changes.length === 0 ? `${said}, and changes no file` : said;
}

function showChange(out: Output, change: FileChange, room: { lines: number }): void {
  const { is, what, path, from, notes } = change;
  const moved = from === undefined ? "" : `, moved from ${visible(from)}`;
  const noted = notes.length === 0 ? "" : `  (${notes.map(visible).join("; ")})`;
  out.line(`    ${WORDS[is]} ${what === "file" ? "" : `${what} `}${paint("bold", visible(path))}${moved}${noted}`);
  showLines(out, change, room);
}

function showLines(
  out: Output,
  { lines, linesLeft }: { readonly lines: readonly DiffLine[]; readonly linesLeft: number },
  room: { lines: number },
): void {
  for (const { is, text, cut } of lines) {
    room.lines -= 1;
    const more = cut === undefined ? "" : paint("yellow", ` … ${cut} more characters`);
    if (room.lines >= 0) out.line(`    | ${paint(STYLES[is], `${SIGNS[is]}${visible(text)}`)}${more}`);
  }
  if (linesLeft > 0) out.line(paint("yellow", `    | … ${linesLeft} more lines`));
}
