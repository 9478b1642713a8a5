/**
 * Understands an international bank account number: country, length of that country, and check digits by ISO 7064. Groups
 * of four may be set apart by single spaces. The canonical form has no spaces and upper-case letters.
 */
import type { Interpreter } from "../interpreter.ts";
import { IBAN_SIZE_MAX } from "../limits.ts";

/** Lengths by country from the SWIFT IBAN registry, release 99. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18
  FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20
  LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24
  SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Fields as in the vocabulary. Whether the account exists is not known. */
export const interpretIban: Interpreter = (value) => {
  if (typeof value !== "string" || value.length > IBAN_SIZE_MAX) return undefined;
  if (!/^[A-Za-z]{2}[0-9]{2}( ?[A-Za-z0-9]{4})*( ?[A-Za-z0-9]{1,3})?$/.test(value)) return undefined;
  const number = value.replaceAll(" ", "").toUpperCase();
  const country = number.slice(0, 2);
  if (LENGTHS.get(country) !== number.length || remainder(number) !== 1) return undefined;
  return { record: { number, country }, canonical: number };
};

/** ISO 7064 MOD 97-10 over the number with its first four characters moved to the end and letters as 10 to 35. */
function remainder(number: string): number {
  const digits = [...number.slice(4), ...number.slice(0, 4)].map((character) => Number.parseInt(character, 36)).join("");
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0);
}
