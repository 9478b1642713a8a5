/**
 * The threats to Interlock itself, one case each, with the tests that try it. A case is held only where its tests pass, and only in part
 * where something of it is not tried: that is said here, too, and never left out.
 */

export interface RedTeamCase {
  readonly group: string;
  readonly what: string;
  /** File, and words of the test's name. */
  readonly tests: readonly (readonly [file: string, words: string])[];
  /** What of the case no test tries, and why. */
  readonly lacks?: string;
}

const [T1, T2, T3, T4, T5] = ["canonical input", "verdict", "warrant and separated duties", "ledger, witness, auditor", "charter updates"];
const [T6, T7, T8, T9, T10] = ["people and console", "crash and exactly once", "tools and MCP", "the layer as target", "load"];

const DOOR = "src/crypto/parse-json.test.ts";
const LAWS = "src/kernel/laws.property.test.ts";
const DECIDER = "test/execution/decider.test.ts";
const REASONS = "test/execution/reasons.test.ts";
const WARRANT = "src/executor/verify-warrant.test.ts";
const TAKE = "src/executor/take-warrant.test.ts";
const EXECUTOR = "src/executor/executor.test.ts";
const CALLS = "test/auditor/calls.test.ts";
const ENTRIES = "test/auditor/entries.test.ts";
const TAMPERED = "test/auditor/tampering.test.ts";
const BITS = "test/auditor/every-bit.test.ts";
const WITNESS = "src/witness/witness.test.ts";
const SUCCESSION = "src/ledger/sequence/charter-succession.test.ts";
const SIMULATED = "test/simulation/simulation.test.ts";
const MATRIX = "test/simulation/crash-matrix.test.ts";
const KILLS = "test/system/kills.test.ts";
const DISK = "test/system/full-disk.test.ts";
const SECRETS = "test/system/secrets.test.ts";
const VERDICTS = "test/system/verdicts.test.ts";
const GATEWAY = "src/gateway/doors/handshake-door.test.ts";
const PORT = "src/gateway/transports/http.test.ts";
const KEYS = "test/compromise/single-keys.test.ts";
const ALIKE = "test/execution/lookalikes.test.ts";
const GLASS = "test/system/break-glass.test.ts";
const MEASURE = "src/cli/cells/measure.test.ts";
const RULES = "test/architecture.test.ts";
const PEOPLE = "src/executor/verify-people.test.ts";
const PASSKEY = "src/crypto/passkey.test.ts";
const PAGE_DOOR = "src/console-server/web/web-app.test.ts";
const ANSWERS = "src/console-server/answers.test.ts";

const held = (group: string, what: string, tests: RedTeamCase["tests"], lacks?: string): RedTeamCase => ({
  group,
  what,
  tests,
  ...(lacks === undefined ? {} : { lacks }),
});

/** In the order of their numbers, from 1. */
export const RED_TEAM_CASES: readonly RedTeamCase[] = [
  held(T1, "a key twice, at any depth", [[DOOR, "refuses a duplicate name at any depth"]]),
  held(T1, "a key escaped or in another normal form", [
    [DOOR, "tells names apart that are much alike"],
    [ALIKE, "an argument's name in another normal form"],
  ]),
  held(T1, "numbers that a double would change", [[DOOR, "refuses numbers that a double would change"]]),
  held(T1, "a cost that is no positive number", [["test/execution/sums.test.ts", "denies a call that costs"]]),
  held(T1, "names that all objects inherit", [
    [DOOR, "gives objects that inherit no name"],
    ["src/crypto/canonical.property.test.ts", "keeps a member named __proto__"],
    ["src/kernel/decide.test.ts", "none that all objects inherit"],
  ]),
  held(T1, "a tool's name with foreign letters", [
    [GATEWAY, "of tools that are not pinned"],
    ["src/execution/decision/explain.test.ts", "never carries a character of the agent's"],
    [ALIKE, "in any of 6,311 confusable pairs"],
    [ALIKE, "with something invisible, turned, wide"],
  ]),
  held(T1, "lone surrogates, invalid UTF-8, a byte order mark", [
    [DOOR, "refuses lone surrogates and invalid UTF-8"],
    [DOOR, "refuses a byte order mark"],
  ]),
  held(T1, "nesting, length, count beyond bounds", [
    [DOOR, "refuses nesting deeper than 64"],
    [DOOR, "refuses more than 10,000 names in all"],
    [DOOR, "refuses more than 1 MiB"],
    ["src/crypto/parse-json.property.test.ts", "time is linear"],
  ]),
  held(T1, "the files of JSONTestSuite", [
    ["src/crypto/json-test-suite.test.ts", "refuses %s"],
    ["src/crypto/json-test-suite.test.ts", "accepts %s"],
  ]),
  held(T1, "canonical text twice; RFC 8785", [
    ["src/crypto/canonical.property.test.ts", "canonicalising twice"],
    ["src/crypto/canonical.test.ts", "10,000 numbers"],
  ]),
  held(T1, "an unknown field beside valid ones", [[DECIDER, "with a field outside the schema"]]),
  held(T1, "paths with dots, links, prefix twins", [
    ["src/meaning/text/path.test.ts", "tells a root from its prefix twin"],
    ["src/meaning/text/path.test.ts", "resolves dots"],
    ["test/meaning/file-system.test.ts", "opens what was judged"],
  ]),
  held(T1, "hosts with user names, dots, numbers", [
    ["src/meaning/text/url.test.ts", "reads every part of it"],
    ["test/meaning/web.test.ts", "fetch sends what was judged"],
  ]),
  held(T1, "shell lines", [
    ["src/meaning/command/shell.test.ts", "writes every vector"],
    ["test/meaning/bash.test.ts", "runs what was judged"],
    ["src/meaning/command/shell.test.ts", "of %i is opaque at once"],
  ]),
  held(T2, "no charter, or one that can't be read", [
    [DECIDER, "is denied where no charter is in force"],
    [DECIDER, "stops at a charter whose machine"],
  ]),
  held(T2, "a condition without a value", [
    [REASONS, "whose value is missing is guard/error"],
    [LAWS, "fault-never-allows"],
  ]),
  held(T2, "clauses in any order; a composed charter", [
    [LAWS, "order-does-not-matter"],
    [LAWS, "deny-wins"],
    [LAWS, "composition-only-narrows"],
  ]),
  held(T2, "a call that says it is approved", [[GATEWAY, "are not moved by"]]),
  held(T2, "the same again, elsewhere, with nothing but the language", [
    [LAWS, "replay-gives-the-same-decision"],
    ["test/kernel-purity.test.ts", "decides the same in a context"],
    ["test/kernel-purity.test.ts", "decides the same in another process, time zone and language"],
  ]),
  held(T2, "a regular expression that explodes", [
    ["src/charter/formula/regular-expression.property.test.ts", "of a dangerous form costs nothing"],
  ]),
  held(T2, "a sum in small parts", [
    ["test/execution/sums.test.ts", "is spent with the decision"],
    ["src/execution/effects/budgets.property.test.ts", "never costs more than the limit"],
  ]),
  held(T2, "read a secret, then send", [
    [DECIDER, "an unknown outcome keeps the labels"],
    ["src/execution/state/origins.test.ts", "one of a stranger's mail may not"],
  ]),
  held(T2, "a freeze, then destruction", [
    ["src/kernel/decide.test.ts", "denies in a contained session"],
    [VERDICTS, "containment survives a restart of the client"],
    [GLASS, "one author alone changes nothing"],
    [GLASS, "with a second one it counts at once"],
  ]),
  held(T2, "unknown tools, versions, charters", [
    [LAWS, "default-deny"],
    [DECIDER, "of a tool that no action lists"],
    [DECIDER, "are held until pinned again"],
  ]),
  held(T3, "one byte of the call changed after the verdict", [[WARRANT, "a call with one byte of its blob changed"]]),
  held(T3, "one warrant many times", [
    [TAKE, "acts once on a hundred copies"],
    [WARRANT, "a nonce that was spent"],
  ]),
  held(T3, "a warrant too late, for another, of another purpose", [
    [WARRANT, "an expiry that has passed"],
    [WARRANT, "under another purpose"],
    [KEYS, "of both judges is what it takes"],
  ]),
  held(T3, "more nonces than can be kept", [[WARRANT, "one more than can be kept"]]),
  held(T3, "an executor that is called without a warrant", [
    ["test/compromise/gateway-and-executor.test.ts", "can't decide, countersign, approve, grant, execute"],
    [WARRANT, "refuses a warrant that only the decider has signed"],
    [MEASURE, "no part, no tool server and no other user reaches anything"],
  ]),
  held(T3, "clocks that jump", [
    [TAKE, "whose clock is set back"],
    [WARRANT, "a clock more than five seconds behind"],
    ["src/ledger/sequence/sequencer.test.ts", "at a time that never goes back"],
    [SIMULATED, "keeps its promises on"],
  ]),
  held(T3, "keys and signatures in second forms", [
    ["src/crypto/verify-signature.test.ts", "refuses"],
    ["src/crypto/verify-signature.test.ts", "$tcId"],
  ]),
  held(
    T3,
    "a warrant that was handed on and widened",
    [
      ["test/compromise/ledger.test.ts", "and changes a warrant has nothing run"],
      [KEYS, "of both judges is what it takes"],
    ],
    "warrants of sub-agents: there are none, a sub-agent is an agent of its own or shares its parent's session",
  ),
  held(T3, "a tool that is another than was pinned", [
    [WARRANT, "another definition than the server serves now"],
    [DECIDER, "are held until pinned again"],
  ]),
  held(T3, "a result for another call, or a second one", [
    [CALLS, "that nothing allowed, or that comes twice"],
    [EXECUTOR, "answers twice"],
  ]),
  held(T4, "any bit flipped", [
    [BITS, "with any bit of its journal"],
    [BITS, "with any bit of a published file"],
    [BITS, "with any bit of its checkpoint"],
    [BITS, "with a bit of an entry flipped"],
    [TAMPERED, "with one bit flipped"],
  ]),
  held(T4, "the tail cut, entries dropped, swapped, doubled, an older copy", [
    [BITS, "cut at any byte"],
    [TAMPERED, "with a commit dropped"],
    [EXECUTOR, "another ledger in its place"],
    ["src/cli/ledger/witnessing.test.ts", "a restored backup is not decided on"],
  ]),
  held(T4, "two heads of one size", [[WITNESS, "signs no second root of one size"]]),
  held(T4, "heads added at once", [
    [WITNESS, "never goes back"],
    [WITNESS, "also after a restart"],
  ]),
  held(T4, "vectors of trees and notes", [
    ["src/ledger/tree/vectors.test.ts", "as labelled"],
    ["src/crypto/note.test.ts", "$id"],
  ]),
  held(T4, "a result after a deny, an allow that does not follow, a self-approval", [
    [CALLS, "that nothing allowed"],
    ["test/auditor/decisions.test.ts", "finds the one that does not follow"],
    ["src/execution/approvals/obligations.property.test.ts", "of the session's user"],
  ]),
  held(T4, "what can't be checked is not called right", [
    ["test/auditor/decisions.test.ts", "says where it can't"],
    [ENTRIES, "with an unknown writer, format or blob"],
    [ENTRIES, "without entries, head, tiles"],
  ]),
  held(T4, "a disk that is full, read-only, failing, slow", [
    [DISK, "full:"],
    [DISK, "read-only:"],
    [MATRIX, "it is slow"],
    [MATRIX, "it fails"],
  ]),
  held(T4, "words that would forge an entry or a signature", [
    ["src/crypto/note.test.ts", "a text that would forge"],
    ["src/execution/decision/explain.test.ts", "never carries a character of the agent's"],
  ]),
  held(T4, "a secret among the arguments", [[SECRETS, "is not open in the ledger's folder"]]),
  held(T5, "too few signatures, or one twice", [
    [SUCCESSION, "has a threshold that is a number of authors"],
    [SUCCESSION, "names authors who can sign"],
    [SUCCESSION, "is signed by a threshold of the authors before it and of its own"],
    [SUCCESSION, "counts no signature twice, by nobody, or over something else"],
  ]),
  held(T5, "an older, a skipped, a far version", [
    [SUCCESSION, "has exactly the next version"],
    ["src/execution/live/vouched.test.ts", "refuses an older one"],
    [ENTRIES, "that puts a charter in force which may not follow"],
  ]),
  held(T5, "a charter that has expired", [[REASONS, "after the charter's last moment"]]),
  held(T5, "a charter that changes under way", [
    [DECIDER, "is denied where the charter changed meanwhile"],
    ["src/ledger/charter-update.test.ts", "of writes under way %s is stored"],
  ]),
  held(T5, "pins that are not those signed", [
    ["src/execution/lock.test.ts", "whose definition was edited"],
    [SUCCESSION, "names the pins that it is signed with"],
  ]),
  held(T5, "a call that reaches Interlock's own files", [
    ["test/meaning/out-of-reach.test.ts", "what is Interlock's own"],
    [TAKE, "by whatever link"],
    ["src/executor/own-files.test.ts", "a path leads where its links lead"],
    ["src/executor/sandbox.test.ts", "harms none of them"],
    ["src/executor/sandbox.test.ts", "ends none of ours"],
  ]),
  held(T6, "a summary that says something else than the call", [
    ["test/console/page.test.ts", "shows what is signed"],
    [GATEWAY, "are not moved by"],
    [ANSWERS, "of a stale tab is none"],
  ]),
  held(T6, "text that hides the dangerous part", [["test/console/page.test.ts", "5,000 empty lines"]]),
  held(T6, "an answer from another site, twice, stale", [
    [PAGE_DOOR, "without the page's secret, %o, changes nothing"],
    [PAGE_DOOR, "under the name `%s` is not answered"],
    [PAGE_DOOR, "with %o changes nothing"],
    [PAGE_DOOR, "never changes anything: %s"],
    [PAGE_DOOR, "can't frame ours"],
    [ANSWERS, "counts once: a double click"],
    [ANSWERS, "of a stale tab is none"],
  ]),
  held(T6, "who may answer", [
    ["src/execution/approvals/obligations.property.test.ts", "of one person with two keys"],
    ["src/execution/approvals/obligations.property.test.ts", "counts while its key has the role"],
    ["src/execution/approvals/obligations.property.test.ts", "counts until it expires"],
    [PEOPLE, "of two people where two are asked"],
    ["test/auditor/approvers.test.ts", "after an answer had expired, or its role was taken away"],
  ]),
  held(T6, "a thousand escalations", [
    ["src/execution/calls/call-register.property.test.ts", "is full for an owner"],
    [ANSWERS, "the same call once, however often it is asked"],
    ["test/execution/asks.test.ts", "about so many an hour, whatever became of them"],
    ["test/execution/asks.test.ts", "another agent's are heard"],
    ["test/system/overload.test.ts", "nobody else waits for it"],
  ]),
  held(T6, "assertions of passkeys", [
    [PASSKEY, "with flags"],
    [PASSKEY, "over another statement"],
    [PASSKEY, "for elsewhere"],
    ["test/auditor/approvers.test.ts", "whose counter does not go on"],
  ]),
  held(T7, "kill -9 at each write", [
    [MATRIX, "the machine is killed before it"],
    [MATRIX, "the machine is killed after it"],
    [MATRIX, "the ledger is killed"],
    [KILLS, "the client stays connected"],
    [KILLS, "an executor between warrant and outcome"],
  ]),
  held(T7, "a tool that is late, silent, or answers twice", [
    [EXECUTOR, "never answers"],
    [EXECUTOR, "answers late"],
    [EXECUTOR, "answers twice"],
  ]),
  held(T7, "two replicas", [
    ["src/ledger/ledger.test.ts", "is opened by one at a time"],
    [KEYS, "of the ledger's can't rewrite what an executor has seen"],
    ["test/compromise/ledger.test.ts", "and passes a warrant on twice"],
  ]),
  held(T7, "a backup that is older than what others saw", [
    [EXECUTOR, "another ledger in its place"],
    ["src/ledger/ledger.test.ts", "ledger/rolled-back"],
  ]),
  held(T8, "two servers with one name; a definition that changes", [
    ["src/gateway/catalogue/names.test.ts", "of servers that could be confused"],
    [DECIDER, "are held until pinned again"],
  ]),
  held(T8, "poisoned descriptions", [
    [GATEWAY, "are not moved by"],
    ["src/gateway/catalogue/catalogue.test.ts", "lists what is pinned and chartered"],
  ]),
  held(T8, "a result that tells the agent what to do", [["test/meaning/recorded-origin.test.ts", "no destination that an attacker chose"]]),
  // Interlock itself opens no address that a server names; those of a provider of sign-ins are an operator's.
  held(T8, "addresses that are commands", [
    [RULES, "nothing goes through a shell"],
    ["src/console-server/web/login-routes.test.ts", "a provider that does not answer as one does"],
  ]),
  held(T8, "two clients with one request id", [
    [GATEWAY, "of two clients with the same ids never meet"],
    [PORT, "with the same request ids"],
  ]),
  held(T8, "another's session", [[PORT, "belong to who has their id"]]),
  held(T8, "a foreign host or origin", [[PORT, "opens to local names only"]]),
  held(T8, "every way in is the same gate", [
    [GATEWAY, "of other methods pass as proposals"],
    ["src/mcp/message.test.ts", "a batch is refused"],
    [PORT, "serves nothing but `/mcp`, and no method but three"],
    ["test/mcp-conformance.test.ts", "pass through Interlock where they pass directly"],
  ]),
  held(T9, "what the agent's user can reach", [
    [SECRETS, "is in no argument and no environment"],
    [EXECUTOR, "let a server write its own folders only"],
    ["test/compromise/separated-parts.test.ts", "the agent's own OS user comes no further"],
    [MEASURE, "no part, no tool server and no other user reaches anything"],
  ]),
  held(T9, "one key stolen", [
    [KEYS, "alone is refused"],
    [KEYS, "of the ledger's can't rewrite"],
    ["test/compromise/decider.test.ts", "signs an allow of what the charter denies"],
  ]),
  held(
    T9,
    "code that was changed",
    [
      ["src/ledger/measure-code.test.ts", "is another with one byte changed"],
      ["src/cli/launch/measure-program.test.ts", "changed after its installation"],
      [MEASURE, "a start of another program fails"],
      [RULES, "package-lock.json names no registry"],
      [RULES, "the trusted layers have no npm dependency"],
      ["test/auditor/taken-along.test.ts", "is the same bytes again"],
    ],
    "a digest of the program in the charter: who starts the parts names it (`--code`)",
  ),
  held(T9, "what health says, and to whom", [
    ["src/ledger/hub/hub.test.ts", "has every reason against it and no other"],
    [PAGE_DOOR, "nothing is read: %s"],
    [PAGE_DOOR, "the page itself is served, and tells nothing"],
    ["test/system/judges.test.ts", "without its countersigner nothing runs"],
  ]),
  held(T10, "ten times too much", [
    ["src/gateway/process.test.ts", "takes only so many calls"],
    [EXECUTOR, "of everything"],
    ["test/system/overload.test.ts", "every call is decided in time"],
  ]),
  held(T10, "cost that grows with the input", [["src/crypto/parse-json.property.test.ts", "time is linear"]]),
  held(T10, "a system that needs itself to start", [
    [KILLS, "the client stays connected"],
    ["src/cli/signing/charter-signatures.test.ts", "two authors sign together"],
    [GLASS, "the same at a start"],
  ]),
  held(T6, "a page that shows one call and has another signed", [
    ["test/console/high-severity.test.ts", "gets none of high severity through"],
  ]),
  held(T6, "a yes from the agent's own client", [["src/gateway/session/parked-calls.test.ts", "approves nothing by accepting everything"]]),
  held(T6, "somebody else's sign-in, or another provider's", [
    ["src/console-server/web/login-routes.test.ts", "whose sign-in it is"],
    ["src/console-server/web/login-routes.test.ts", "what does not hold"],
  ]),
];
