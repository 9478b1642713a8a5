/**
 * Where a person answers. What is still folded has not been seen, so a yes waits until everything is open; one gesture answers
 * one call.
 */
import { type ReactNode, useRef, useState } from "react";
import type { ApiAnswerDraft, ApiAnswerKind, ApiAnswerRecorded, ApiFault, ApiInboxDetail } from "../../console-server/api.ts";
import { useConsole, useLive, useNow } from "../frame/console-context.tsx";
import { useKeys } from "../frame/keys.ts";
import { linkTo } from "../frame/route.ts";
import { Failed } from "../frame/states.tsx";
import { ChooseApprover, useAnswersAs } from "./answers-as.tsx";
import { RefuseDialog } from "./refuse-dialog.tsx";
import { ScopeDialog } from "./scope-dialog.tsx";
import { signAnswer } from "./sign-answer.ts";

interface AnswerBarProps {
  readonly detail: ApiInboxDetail;
  /** Folds that nobody has opened. */
  readonly closed: number;
  readonly openAll: () => void;
}

const YES: { readonly [kind in ApiAnswerKind]?: string } = { approval: "Approve", release: "Release" };
const NO: { readonly [kind in ApiAnswerKind]?: string } = { rejection: "Reject", discard: "Discard" };

export function AnswerBar({ detail, closed, openAll }: AnswerBarProps): ReactNode {
  const as = useAnswersAs();
  const now = useNow();
  const refusing = useRef<HTMLDialogElement>(null);
  const scoping = useRef<HTMLDialogElement>(null);
  const [keepsContained, setKeepsContained] = useState(false);
  const { answer, isSigning, recorded, fault } = useSigning(detail, as.approver?.id);
  const yes = detail.answers.find((kind) => YES[kind] !== undefined);
  const no = detail.answers.find((kind) => NO[kind] !== undefined);
  const isOver = detail.until !== undefined && detail.until <= now;
  const isLost = useLive().connection === "lost";
  const mayAnswer = !isSigning && !isOver && !isLost && as.approver !== undefined;

  const sayYes = (): void => {
    if (yes === undefined || !mayAnswer || detail.call === null) return;
    if (closed > 0) openAll();
    else void answer({ kind: yes, ...(yes === "release" ? { containment: keepsContained ? "keep" : "end" } : {}) });
  };
  const mayScope = yes === "approval" && detail.verdict === "escalate" && !detail.isHigh;
  useKeys({ a: sayYes, r: () => (no !== undefined && mayAnswer ? refusing.current?.showModal() : undefined), o: openAll });

  if (recorded !== undefined) return <Recorded recorded={recorded} />;
  return (
    <footer className="answer-bar stack">
      {fault === undefined ? null : <Failed fault={fault} />}
      {yes === "release" ? (
        <label className="choice">
          <input type="checkbox" checked={keepsContained} onChange={(event) => setKeepsContained(event.target.checked)} /> keep the session
          contained
        </label>
      ) : null}
      <div className="row">
        {yes === undefined ? null : (
          <button type="button" className="button primary" disabled={!mayAnswer || detail.call === null} onClick={sayYes}>
            {yesWords(YES[yes] ?? "", closed, isSigning)} <kbd>a</kbd>
          </button>
        )}
        {mayScope ? (
          <button
            type="button"
            className="button"
            disabled={!mayAnswer || detail.call === null || closed > 0}
            onClick={() => scoping.current?.showModal()}
          >
            More than once …
          </button>
        ) : null}
        {no === undefined ? null : (
          <button type="button" className="button grave" disabled={!mayAnswer} onClick={() => refusing.current?.showModal()}>
            {NO[no]} … <kbd>r</kbd>
          </button>
        )}
        <ChooseApprover {...as} />
        <span className="quiet">{hintWords(isLost, isOver)}</span>
      </div>
      {mayScope ? <ScopeDialog ref={scoping} now={now} approve={(scope) => void answer({ kind: "approval", scope })} /> : null}
      {no === undefined ? null : (
        <RefuseDialog ref={refusing} kind={no} words={NO[no] ?? ""} refuse={(said) => void answer({ kind: no, ...said })} />
      )}
    </footer>
  );
}

interface Signing {
  readonly answer: (draft: Omit<ApiAnswerDraft, "ticket">) => Promise<void>;
  /** The browser waits for the person's gesture. */
  readonly isSigning: boolean;
  readonly recorded: ApiAnswerRecorded | undefined;
  readonly fault: ApiFault | undefined;
}

function useSigning(detail: ApiInboxDetail, approver: string | undefined): Signing {
  const { server } = useConsole();
  const [isSigning, setSigning] = useState(false);
  const [recorded, setRecorded] = useState<ApiAnswerRecorded>();
  const [fault, setFault] = useState<ApiFault>();
  const answer = async (draft: Omit<ApiAnswerDraft, "ticket">): Promise<void> => {
    setSigning(true);
    setFault(undefined);
    const signed = await signAnswer(server, detail, {
      ticket: detail.ticket,
      ...draft,
      ...(approver === undefined ? {} : { approver }),
    });
    setSigning(false);
    if (signed.ok) setRecorded(signed.value);
    else setFault(signed.fault);
  };
  return { answer, isSigning, recorded, fault };
}

function hintWords(isLost: boolean, isOver: boolean): string {
  if (isLost) return "The connection is lost, so nothing can be answered";
  return isOver ? "Its deadline has passed" : "Your passkey signs exactly this call. No answer is a no.";
}

function yesWords(words: string, closed: number, isSigning: boolean): string {
  if (isSigning) return "Waiting for your passkey …";
  if (closed === 0) return words;
  return `Open ${closed === 1 ? "what is folded" : `${closed} folded parts`} first`;
}

function Recorded({ recorded }: { readonly recorded: ApiAnswerRecorded }): ReactNode {
  const { needs } = recorded;
  const missing = needs.roles.filter(({ approvals, given }) => given.length < approvals);
  const isOpen = missing.length > 0 || needs.givenRenderers < needs.renderers;
  return (
    <footer className="answer-bar" role="status">
      <p className="notice is-allow">
        <strong>Your answer is recorded</strong> as <a href={linkTo("ledger", recorded.entry)}>entry {recorded.entry}</a>.{" "}
        {isOpen ? "Others must answer too before it is decided again." : "The call is decided again, in today's state."}
      </p>
    </footer>
  );
}
