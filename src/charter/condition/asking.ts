/** What the parts of the type checker need of the whole: the names there are, what a part stands for, a way to refuse. */

import type { CharterCode } from "../faults.ts";
import type { Span } from "../source.ts";
import type { Expression } from "./expression.ts";
import type { Names } from "./names.ts";
import type { NotedNeeds } from "./noted-needs.ts";
import type { Operand } from "./operand.ts";

export interface Asking {
  readonly names: Names;
  /** In a bound, the actions that `does` can name; elsewhere nothing. */
  readonly actions: readonly string[] | undefined;
  readonly needs: NotedNeeds;
  readonly operand: (expression: Expression) => Operand | undefined;
  readonly refuse: (code: CharterCode, span: Span, message: string, remedy?: string) => undefined;
}
