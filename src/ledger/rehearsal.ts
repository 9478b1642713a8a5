/**
 * What a rehearsal has found, as people read it: the sealed content of a `rehearsal` entry. Whoever reads one checks its shape first: it
 * comes from an executor, beside which a tool server ran. Every text in it may have been chosen by an agent.
 */
import type { Json } from "../crypto/index.ts";
import { NAME_LENGTH_MAX } from "./limits.ts";
import { flag, hex, integer, list, members, oneOf, optional, type Shape, taggedBy, text } from "./shape.ts";

/** A line of a difference: `place` says where the lines after it are. */
export interface DiffLine {
  readonly is: "kept" | "removed" | "added" | "place";
  readonly text: string;
  /** How many characters of it are not here. */
  readonly cut?: number;
}

export interface FileChange {
  /** Absolute, as the tool server would name it. */
  readonly path: string;
  readonly is: "created" | "changed" | "deleted";
  readonly what: "file" | "folder" | "link";
  /** SHA-256 of a file's content, hex, before and after; absent where there is no file. */
  readonly before?: string;
  readonly after?: string;
  /** Of another file that is deleted, with this content: it is moved. */
  readonly from?: string;
  /** What does not show in lines: another mode, a link's target, that it is binary. */
  readonly notes: readonly string[];
  readonly lines: readonly DiffLine[];
  /** Lines of the difference that are not here. */
  readonly linesLeft: number;
}

export type Rehearsal =
  /** Nothing to show; the entry's code says why, this says more. */
  | { readonly is: "nothing"; readonly message: string }
  /** The call ran in a box, on a copy of some folders. */
  | {
      readonly is: "files";
      readonly answer: { readonly isError: boolean; readonly text: string; readonly cut: number };
      readonly changes: readonly FileChange[];
      /** Changes that are not here. */
      readonly changesLeft: number;
    }
  /** The statement ran in a transaction that was rolled back. */
  | {
      readonly is: "rows";
      readonly table: string;
      readonly affected: number;
      /** Rows before, removed, and after, added. */
      readonly lines: readonly DiffLine[];
      readonly linesLeft: number;
    };

const TEXT_MAX = 65_536;
const LINES_MAX = 4_096;
const CHANGES_MAX = 1_024;

const anyText: Shape = text(TEXT_MAX);
const lines: Shape = list(members({ is: oneOf("kept", "removed", "added", "place"), text: anyText, cut: optional(integer(1)) }), LINES_MAX);
const change: Shape = members({
  path: anyText,
  is: oneOf("created", "changed", "deleted"),
  what: oneOf("file", "folder", "link"),
  before: optional(hex(32)),
  after: optional(hex(32)),
  from: optional(anyText),
  notes: list(anyText, LINES_MAX),
  lines,
  linesLeft: integer(),
});
const rehearsal: Shape = taggedBy("is", {
  nothing: { message: anyText },
  files: {
    answer: members({ isError: flag, text: anyText, cut: integer() }),
    changes: list(change, CHANGES_MAX),
    changesLeft: integer(),
  },
  rows: { table: text(NAME_LENGTH_MAX), affected: integer(), lines, linesLeft: integer() },
});

/** A rehearsal from a sealed content; undefined where it is none. */
export function rehearsalFrom(content: Json | undefined): Rehearsal | undefined {
  return content === undefined || rehearsal(content, "") !== undefined ? undefined : (content as unknown as Rehearsal);
}
