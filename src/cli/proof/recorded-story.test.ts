/** A story's calls are told as they would be sent, so that replaying one decides what the story says; else it is a suspicion. */
import { expect, test } from "vitest";
import { compiledFor } from "../../../test/generators/compiled.ts";
import type { BoundsDocument } from "../../charter/index.ts";
import { checkModel, violationSteps } from "../../verifier/index.ts";
import { type CharterModel, charterModel } from "./charter-model.ts";
import { type RecordedStory, recordStory } from "./recorded-story.ts";

const TOOLS = [{ name: "web/fetch", inputSchema: { type: "object", properties: { url: { type: "string" } } } }];

/** How the bound can be broken, where fetching under this condition breaks it. */
function storyOf(condition: string): RecordedStory {
  const fetch = `{ tool: web/fetch, allow: '${condition}', then: { fetched: true } }`;
  const text = `charter: c\nstate: { fetched: { bool: false } }\nactions:\n  fetch: ${fetch}\nbounds: { never: [state.fetched] }\n`;
  const of = modelOf(compiledFor(TOOLS, text).bounds);
  const violation = checkModel(of.model).violations[0];
  const steps = violation && violationSteps(of.machine, of.translated, violation);
  if (steps === undefined) throw new Error("the bound is broken");
  return recordStory({ lock: { format: "interlock-lock/1", servers: {} } }, of, steps);
}

function modelOf(bounds: BoundsDocument | undefined): CharterModel {
  const model = bounds === undefined ? undefined : charterModel(bounds);
  if (model?.ok !== true) throw new Error("the charter has a model");
  return model.value;
}

test("a call is told in the form that is sent", () => {
  const { lines, replays } = storyOf('args["url"].startsWith("https://example.com") && url(args["url"]).host == "example.com"');
  expect([lines[1], replays]).toMatchObject([{ call: "web/fetch", args: { url: "https://example.com/" }, expect: "allow" }, true]);
});

test("a text that is never sent makes no call", () => {
  const { lines, replays } = storyOf('args["url"] == "HTTPS://example.com" && url(args["url"]).host == "example.com"');
  expect([lines[1], replays]).toEqual([{ note: "a call of web/fetch, for which no arguments are known" }, false]);
});
