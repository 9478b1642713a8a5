/** What the compiler knows of a pinned tool: its name, and the input schema it was pinned with. */
import type { Json } from "../kernel/index.ts";

export interface PinnedTool {
  /** `server/tool`, or `server#method`. */
  readonly name: string;
  readonly inputSchema?: Json;
}
