/**
 * What the console's page and its server say to each other: JSON over HTTP below `/api`, and one event stream. Types only, for
 * both sides; nothing here runs. Whatever an agent, a tool or a person wrote arrives as it was written: the page escapes it.
 *
 * A page gets in by the one-time link (`/#link=…`, spent with `POST /api/session`), holds an HttpOnly cookie, and sends
 * `X-Interlock-Csrf` with every POST. GET changes nothing. Every refusal is an `ApiFault` with its HTTP status.
 */

export type * from "./api/api-answers.ts";
export type * from "./api/api-attention.ts";
export type * from "./api/api-charter.ts";
export type * from "./api/api-health.ts";
export type * from "./api/api-inbox.ts";
export type * from "./api/api-record.ts";
export type * from "./api/api-words.ts";
