/**
 * DOING IT, OR NOT: the process that holds one tool server's connection, and a look at a server for `init` and `pin`. `executor.ts` is
 * the way through it, `verify-warrant.ts` what it checks first. `rehearsal`: a parked call, tried where nothing can come of it.
 */

// A look at a tool server.
export { connectServer, type SeenServer, type ServerToSee } from "./connect-server.ts";
export type { RehearseConfig } from "./rehearsal/rehearse.ts";
export { behindWalls, type Launch, onlySeeing, SEALED, type Sight, SYSTEM, sandboxWorks, type Walls } from "./sandbox.ts";
export { digestOfDefinition } from "../execution/index.ts";

// Executing under warrants.
export { ScopeUses, type UsedAnswer } from "./scope-uses.ts";
export { SpentNonces } from "./spent-nonces.ts";
export { executedCall } from "./executed-call.ts";
export { Executor, type ExecutorOptions } from "./executor.ts";
export type { RunningServer, StartServer } from "./session-server.ts";
export type { Reply } from "./reply.ts";
export { type Head, verifyHead } from "./verify-head.ts";
export { type VerifiedWarrant, verifyWarrant, type WarrantContext } from "./verify-warrant.ts";

// Codes.
export { EXECUTOR_FAULTS, type ExecutorCode } from "./faults.ts";
