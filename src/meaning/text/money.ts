/**
 * Understands an exact decimal amount, with or without an ISO 4217 currency. At most 15 significant digits, so every amount
 * is a distinct double: comparing amounts as JSON numbers is comparing the decimals. Separators of thousands, decimal
 * commas, exponents and signs that several currencies share (`$`, `¥`) are opaque. The canonical form is the value as written.
 */
import type { Json } from "../../kernel/index.ts";
import type { Interpreter } from "../interpreter.ts";
import { MONEY_DIGITS_MAX, MONEY_SIZE_MAX } from "../limits.ts";

/** Codes in use by the number of decimals that they have (ISO 4217, list one). */
const CURRENCIES: readonly (readonly [decimals: number, codes: string])[] = [
  [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
  [3, "BHD IQD JOD KWD LYD OMR TND"],
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK
    DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD
    KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP
    PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
    USD UYU UZS VES WST XCD YER ZAR ZMW ZWG`,
  ],
];
const DECIMALS: ReadonlyMap<string, number> = new Map(
  CURRENCIES.flatMap(([decimals, codes]) => codes.split(/\s+/).map((code): [string, number] => [code, decimals])),
);
const SIGNS: ReadonlyMap<string, string> = new Map([
  ["€", "EUR"],
  ["£", "GBP"],
]);
const DECIMAL = /^-?(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/** Fields as in the vocabulary; `currency` is "" where none is written, else `text` has all the decimals of the currency. */
export const interpretMoney: Interpreter = (value) => {
  const written = split(value);
  const match = DECIMAL.exec(written?.digits ?? "");
  if (written === undefined || match === null) return undefined;
  const { digits, currency } = written;
  const decimals = match[2]?.length ?? 0;
  const decimalsMax = currency === "" ? MONEY_DIGITS_MAX : DECIMALS.get(currency);
  const amount = Number(digits);
  if (decimalsMax === undefined || decimals > decimalsMax || significantDigits(digits) > MONEY_DIGITS_MAX || Object.is(amount, -0)) {
    return undefined;
  }
  const text = currency === "" ? digits : `${amount.toFixed(decimalsMax)} ${currency}`;
  return { record: { amount, currency, decimals, text }, canonical: value };
};

/** A JSON number, `12.30`, `12.30 EUR`, `EUR 12.30` or `€12.30`. */
function split(value: Json): { readonly digits: string; readonly currency: string } | undefined {
  if (typeof value === "number") return { digits: String(value), currency: "" };
  if (typeof value !== "string" || value.length > MONEY_SIZE_MAX) return undefined;
  const { sign, before, digits, after } =
    /^(?:(?<before>[A-Z]{3}) |(?<sign>[€£]))?(?<digits>-?[0-9.]+)(?: (?<after>[A-Z]{3}))?$/.exec(value)?.groups ?? {};
  const written = [sign === undefined ? undefined : SIGNS.get(sign), before, after].filter((code) => code !== undefined);
  return digits === undefined || written.length > 1 ? undefined : { digits, currency: written[0] ?? "" };
}

function significantDigits(digits: string): number {
  return digits.replace(/[^0-9]/g, "").replace(/^0+/, "").length;
}
