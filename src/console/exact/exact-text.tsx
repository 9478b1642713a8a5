/**
 * THE one way in which the page shows a text that it did not write itself: every character is shown or named, in the order in
 * which it is signed. React escapes markup; nothing here ever sets HTML.
 */
import { type ReactNode, useMemo } from "react";
import { type Folded, foldPieces, type Piece, piecesOf } from "../../exact/index.ts";
import { useFold } from "./folds.tsx";

interface ExactTextProps {
  readonly text: string;
  /** In quotation marks: a JSON string, whose ends matter. */
  readonly isQuoted?: boolean;
}

export function ExactText({ text, isQuoted = false }: ExactTextProps): ReactNode {
  const pieces = useMemo(() => piecesOf(text), [text]);
  const folded = useMemo(() => foldPieces(pieces), [pieces]);
  const { isOpen, open } = useFold(folded.fold !== undefined);
  const quote = isQuoted ? "“" : "";
  return (
    <bdi className="exact" dir="ltr">
      {quote}
      {isOpen ? pieces.map(drawPiece) : <FoldedText folded={folded} open={open} />}
      {isQuoted ? "”" : ""}
    </bdi>
  );
}

function FoldedText({ folded, open }: { readonly folded: Folded; readonly open: () => void }): ReactNode {
  const { head, fold, tail } = folded;
  return (
    <>
      {head.map(drawPiece)}
      {fold === undefined ? null : (
        <button type="button" className="fold" onClick={open}>
          {fold.characters.toLocaleString("en")} characters folded
          {fold.alarming > 0 ? `, ${fold.alarming.toLocaleString("en")} of them marked` : ""} — open
        </button>
      )}
      {tail.map(drawPiece)}
    </>
  );
}

function drawPiece(piece: Piece, index: number): ReactNode {
  const key = `${index}`;
  if (piece.kind === "plain") return piece.text;
  if (piece.kind === "line") {
    return (
      <span key={key} className="line-end">
        {"↵\n"}
      </span>
    );
  }
  if (piece.kind === "foreign") {
    return (
      <span key={key} className={piece.mixed ? "foreign mixed" : "foreign"} title={piece.name}>
        {/^\p{M}/u.test(piece.text) ? `◌${piece.text}` : piece.text}
      </span>
    );
  }
  const words = piece.kind === "repeated" ? `${piece.count.toLocaleString("en")} ${piece.name}` : piece.name;
  return (
    <span key={key} className={piece.kind} title={words}>
      {words}
    </span>
  );
}
