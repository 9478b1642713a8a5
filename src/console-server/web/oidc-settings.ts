/**
 * How people of a team get in to look (OpenID Connect): which provider says who they are, and who of them may. Being let in answers
 * nothing: an answer is a signature by the approver's own key.
 */
import { isJsonArray, isJsonObject, type Json } from "../../crypto/index.ts";

export interface OidcSettings {
  /** As the provider writes itself in `iss`. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined;
  readonly viewers: Viewers;
}

/** Who may look: whoever is in one of the lists. */
export interface Viewers {
  readonly subjects: readonly string[];
  /** Compared only where the provider has verified the address. */
  readonly emails: readonly string[];
  readonly groups: readonly string[];
  /** The claim that lists a person's groups. */
  readonly groupsClaim: string;
}

/** A person as the provider names them. */
export interface Viewer {
  readonly subject: string;
  readonly email?: string;
}

/**
 * Reads `{ issuer, clientId, clientSecret?, subjects?, emails?, groups?, groupsClaim? }`; undefined where it names nobody, or no safe
 * issuer.
 */
export function oidcSettingsOf(config: Json): OidcSettings | undefined {
  if (!isJsonObject(config)) return undefined;
  const { issuer, clientId, clientSecret, subjects = [], emails = [], groups = [], groupsClaim = "groups" } = config;
  const lists = [subjects, emails, groups].map(textsOf);
  const [whoBySubject, whoByEmail, whoByGroup] = lists;
  if (whoBySubject === undefined || whoByEmail === undefined || whoByGroup === undefined) return undefined;
  if (lists.every((list) => list?.length === 0) || typeof groupsClaim !== "string") return undefined;
  if (typeof issuer !== "string" || !isSafeUrl(issuer) || typeof clientId !== "string" || clientId === "") return undefined;
  if (clientSecret !== undefined && (typeof clientSecret !== "string" || clientSecret === "")) return undefined;
  return { issuer, clientId, clientSecret, viewers: { subjects: whoBySubject, emails: whoByEmail, groups: whoByGroup, groupsClaim } };
}

/** `https`, or this machine: what is asked there decides who gets in. */
export function isSafeUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname));
}

/** The person whom verified claims are about, if they may look. */
export function viewerOf(
  claims: { readonly [name: string]: unknown },
  { subjects, emails, groups, groupsClaim }: Viewers,
): Viewer | undefined {
  const { sub: subject, email, email_verified: isVerified } = claims;
  if (typeof subject !== "string" || subject === "") return undefined;
  const address = typeof email === "string" && isVerified === true ? email : undefined;
  const theirs = claims[groupsClaim];
  const isIn = Array.isArray(theirs) && theirs.some((group) => typeof group === "string" && groups.includes(group));
  // Addresses are compared as they are written, but for the case of letters, which no provider tells apart.
  const isNamed = address !== undefined && emails.some((one) => one.toLowerCase() === address.toLowerCase());
  if (!subjects.includes(subject) && !isNamed && !isIn) return undefined;
  return { subject, ...(address === undefined ? {} : { email: address }) };
}

function textsOf(value: Json): readonly string[] | undefined {
  return isJsonArray(value) && value.every((text) => typeof text === "string" && text !== "") ? (value as readonly string[]) : undefined;
}
