/**
 * The cell of a part: what puts its process there, and the files that it holds. Embedded, every part is in the launcher's own;
 * separated, each has one that no other can look into.
 */
import { join } from "node:path";
import type { Duty } from "../../crypto/index.ts";
import { keyFile } from "../state-folder/key-ring.ts";
import type { StateFolder } from "../state-folder/state-folder.ts";

export interface Cell {
  /** `ledger`, `decider`, `gateway`, `countersigner-files`, `executor-files`, `console`, `witness`. */
  readonly part: string;
  /** Words before the part's own command that confine it; none where nothing does. */
  readonly prefix: readonly string[];
  /** The OS user that it runs as, where that is not the launcher's. */
  readonly user?: number;
  /** For what it is given: configuration, key, ring. Nothing there is its own to change. */
  readonly folder: string;
  /** For what it keeps over its restarts, and for temporary files. */
  readonly home: string;
  readonly scratch: string;
  /** Whether it is kept from the network, this machine's too. */
  readonly offline: boolean;
  readonly key: string;
  readonly ring: string;
  /** Where it meets the ledger; absent: nowhere. */
  readonly socket?: string;
}

export interface Cells {
  readonly grade: "embedded" | "separated";
  /** What keeps the cells apart, in words. */
  readonly walls: string;
  readonly all: readonly Cell[];
  /** Sockets of the ledger, one for each part; none where all share one. */
  readonly doors: readonly { readonly path: string; readonly duty: Duty }[];
  of(part: string): Cell;
  /** Whether one more OS user can be tried as somebody who is no part: the prefix of its processes. */
  readonly stranger?: readonly string[];
  /** Takes back what a start has opened. */
  release(): void;
}

/** Parts that run where somebody asks for them. A witness has no duty, and no place at the ledger: it is shown heads from outside. */
export type ExtraPart = "console" | "witness";

/** The parts of a system with these tool servers, and the duty of each. */
export function partsOf(
  servers: readonly { readonly name: string }[],
  extra: readonly ExtraPart[],
): readonly (readonly [part: string, duty: Duty | undefined])[] {
  return [
    ["ledger", "ledger"],
    ["decider", "decider"],
    ["gateway", "gateway"],
    ...servers.flatMap(({ name }): (readonly [string, Duty])[] => [
      [`countersigner-${name}`, `countersigner:${name}`],
      [`executor-${name}`, `executor:${name}`],
    ]),
    ...extra.map((part) => [part, part === "console" ? part : undefined] as const),
  ];
}

/** One OS user for all: crash isolation and evidence. */
export function embeddedCells(state: StateFolder, servers: readonly { readonly name: string }[], extra: readonly ExtraPart[] = []): Cells {
  const all = partsOf(servers, extra);
  const of = (part: string): Cell => ({
    part,
    prefix: [],
    folder: state.run,
    home: state.root,
    scratch: join(state.run, `scratch-${part.replace(/^executor-/, "")}`),
    offline: false,
    key: keyFile(state, part),
    ring: state.ring,
    socket: state.socket,
  });
  return { grade: "embedded", walls: "nothing", all: all.map(([part]) => of(part)), doors: [], of, release: () => undefined };
}
