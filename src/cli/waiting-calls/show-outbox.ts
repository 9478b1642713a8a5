/**
 * A parked mail or payment, on a terminal, as what it is. Who wrote it may be lying: what is text of a part stands deeper than any name of
 * a part, and what this program says stands outside of the margin.
 */
import type { ApiMessage } from "../../console-server/index.ts";
import type { Showing } from "../terminal/exact-text.ts";
import { count, type Output, paint, visible } from "../terminal/output.ts";

/** More lines of one part than this are folded, and that is said. */
const LINES_MAX = 60;
/** More empty lines in a row are counted instead. */
const EMPTY_MAX = 2;

export function showOutbox(out: Output, { is, parts }: ApiMessage, showing: Showing): void {
  out.line(`${paint("bold", "    in the outbox:")} a ${is}; nothing has been sent`);
  for (const { name, texts } of parts) {
    const lines = texts.flatMap((text) => text.split("\n"));
    if (lines.length <= 1) {
      out.line(`    | ${paint("bold", `${visible(name)}:`)} ${visible(lines[0] ?? "none")}`);
      continue;
    }
    out.line(`    | ${paint("bold", `${visible(name)}:`)}`);
    showLines(out, lines, showing);
  }
}

function showLines(out: Output, lines: readonly string[], showing: Showing): void {
  let shown = 0;
  for (let at = 0; at < lines.length; ) {
    if (shown === LINES_MAX && showing === "folded")
      return out.line(paint("yellow", `    … ${lines.length - at} more lines folded: see them with --all`));
    const next = lines.findIndex((line, index) => index >= at && line.trim() !== "");
    const empty = (next < 0 ? lines.length : next) - at;
    if (empty > EMPTY_MAX) out.line(paint("yellow", `    … ${count(empty, "empty line")}`));
    else out.line(`    |   ${visible(lines[at] ?? "")}`);
    at += empty > EMPTY_MAX ? empty : 1;
    shown += 1;
  }
}
