/** Whose words results are, as a charter says it: what the compiler writes into a machine and origin is computed by. */

/** On whose word values come, as one charter sees it. */
export interface OriginLabels {
  /** The charter's name: the first parameter of its `origin` readings. */
  readonly charter: string;
  /** What the charter itself states: the constants of its definitions. */
  readonly constants: readonly (string | number | boolean)[];
  /** How much of a session is kept to tell by, UTF-16 units, where the charter says so. */
  readonly sizeMax?: number;
  readonly tools: { readonly [tool: string]: ToolSources };
}

/** The sources of one tool's results. */
export interface ToolSources {
  /** Of everything that no field below names. */
  readonly whole: string;
  /** Of a field and what is in it: names from the outermost value inwards, `*` for every item or member. The longest path wins. */
  readonly fields: readonly { readonly path: readonly string[]; readonly source: string }[];
  /** Of a result that is not strictly data: an untrusted one of those above, where there is one. */
  readonly least: string;
  /** Whether a call only looks something up: what it was asked with is not left with the server. */
  readonly looksUp: boolean;
}
