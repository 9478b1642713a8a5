/**
 * A list of any length of which only what is in sight is drawn. Rows are links of one height; j and k move through them, and the
 * one that is chosen is kept in sight.
 */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useKeys } from "./keys.ts";
import { goTo } from "./route.ts";

interface VirtualListProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowHeight: number;
  readonly keyOf: (row: Row) => string;
  readonly linkOf: (row: Row) => string;
  readonly chosen: string | undefined;
  readonly draw: (row: Row) => ReactNode;
  /** Called when the end comes into sight. */
  readonly more?: () => void;
}

/** Rows drawn above and below what is in sight, so that scrolling shows no gaps. */
const SPARE_ROWS = 6;

export function VirtualList<Row>(props: VirtualListProps<Row>): ReactNode {
  const { label, rows, rowHeight, keyOf, linkOf, chosen, draw, more } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ top: 0, height: 800 });
  const first = Math.max(0, Math.floor(sight.top / rowHeight) - SPARE_ROWS);
  const end = Math.min(rows.length, Math.ceil((sight.top + sight.height) / rowHeight) + SPARE_ROWS);
  const chosenIndex = rows.findIndex((row) => keyOf(row) === chosen);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const look = (): void => setSight({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  useEffect(() => keepInSight(frame.current, chosenIndex, rowHeight), [chosenIndex, rowHeight]);
  useEffect(() => {
    if (end >= rows.length) more?.();
  }, [end, rows.length, more]);

  const move = (step: number): void => {
    const row = rows[chosenIndex < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, chosenIndex + step))];
    if (row !== undefined) goTo(linkOf(row), "replace");
  };
  useKeys({ j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) });

  return (
    <div className="virtual" ref={frame}>
      <ol aria-label={label} style={{ height: rows.length * rowHeight }}>
        {rows.slice(first, end).map((row, index) => (
          <li
            key={keyOf(row)}
            style={{ top: (first + index) * rowHeight, height: rowHeight }}
            aria-setsize={rows.length}
            aria-posinset={first + index + 1}
          >
            <a href={linkOf(row)} aria-current={keyOf(row) === chosen ? "true" : undefined}>
              {draw(row)}
            </a>
          </li>
        ))}
      </ol>
    </div>
  );
}

function keepInSight(element: HTMLElement | null, index: number, rowHeight: number): void {
  if (element === null || index < 0) return;
  const top = index * rowHeight;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + rowHeight > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeight - element.clientHeight;
}
