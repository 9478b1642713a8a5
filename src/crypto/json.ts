/** Plain JSON values, as everything that is hashed, signed, compared or executed is one. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
