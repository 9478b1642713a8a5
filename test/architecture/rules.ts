/** Every rule of the house that a program can check, in the order in which STYLE.md gives them. */
import * as codes from "./codes.ts";
import * as housekeeping from "./housekeeping.ts";
import * as layering from "./layering.ts";
import * as naming from "./naming.ts";
import * as purity from "./purity.ts";
import type { Rule } from "./rule.ts";
import * as size from "./size.ts";

export const RULES: readonly Rule[] = [layering, purity, size, naming, codes, housekeeping].flatMap((group) => Object.values(group));
