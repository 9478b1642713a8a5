/** The door of the console's server: what its page and it say to each other. */

// What goes over HTTP.
export type * from "./api.ts";
