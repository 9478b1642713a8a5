/**
 * THE PERSON'S SIDE: the console's server, and what its page and it say to each other (`api`). `web` is its door to browsers: who
 * may come in, and HTTP. What it says of the ledger is read from `chronicle.ts`.
 */

// What goes over HTTP.
export type * from "./api.ts";

// The console, and its door to browsers.
export { Console, type ConsoleWorld } from "./console.ts";
export { makeWebApp, type WebApp } from "./web/web-app.ts";
export { WebSessions, type World } from "./web/web-sessions.ts";
export type { PageFile } from "./web/page-files.ts";

// What has happened, as people look at it.
export { attentionOf } from "./attention.ts";
export { fateOf } from "./fate.ts";
export { summaryOf } from "./entry-summary.ts";
export { Chronicle } from "./chronicle.ts";
export { restedChronicle } from "./rested-chronicle.ts";
export type { CallRecord } from "./call-record.ts";
export { sinceParked } from "./circumstances.ts";
export { lookedAt } from "./looked-at.ts";
export { outboxOf } from "./outbox.ts";

// What looks like a secret: dots, until somebody looks, which is recorded first.
export { Reveals } from "./reveals.ts";
export { looksSecret, maskSecrets, maskText, secretsAbout, secretsIn } from "./secrets.ts";

// Codes.
export { CONSOLE_SERVER_FAULTS, type ConsoleServerCode } from "./faults.ts";
