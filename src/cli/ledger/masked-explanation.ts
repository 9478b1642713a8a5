/** The explanation of a decision without the secrets of its call, which it may quote: they are dots, as in the console. */
import { maskText, secretsIn } from "../../console-server/index.ts";
import type { Json } from "../../crypto/index.ts";
import type { Explanation } from "../../execution/index.ts";

/** `args`: what runs, where that is known. */
export function maskedExplanation(args: Json | undefined, { origins, ...explanation }: Explanation): Explanation {
  const secrets = args === undefined ? [] : secretsIn(args);
  const open = (origins ?? []).filter(({ at }) => !secrets.includes(at));
  const quoted = open.map((origin) => ({
    ...origin,
    places: origin.places.map((place) => ({ ...place, quote: maskText(args, place.quote) })),
  }));
  return { ...explanation, text: maskText(args, explanation.text), ...(origins === undefined ? {} : { origins: quoted }) };
}
