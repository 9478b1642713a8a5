/**
 * Counts the folds that nobody has opened yet on the screen where an answer is given: what is folded has not been seen, so it
 * must not be signed.
 */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";

interface Folds {
  readonly closed: number;
  /** Increased by whoever wants every fold open. */
  readonly openAll: number;
  readonly add: (change: 1 | -1) => void;
}

const FoldsContext = createContext<Folds>({ closed: 0, openAll: 0, add: () => undefined });

/** The screen of one call: give it the call's ticket as `key`, so that another call starts closed. */
export function FoldsOf({ children }: { readonly children: (closed: number, openAll: () => void) => ReactNode }): ReactNode {
  const [closed, setClosed] = useState(0);
  const [openAll, setOpenAll] = useState(0);
  const add = useCallback((change: 1 | -1) => setClosed((count) => count + change), []);
  const folds = useMemo(() => ({ closed, openAll, add }), [closed, openAll, add]);
  return <FoldsContext.Provider value={folds}>{children(closed, () => setOpenAll((count) => count + 1))}</FoldsContext.Provider>;
}

/** One fold: counted while it is closed. */
export function useFold(hidesSomething: boolean): { readonly isOpen: boolean; readonly open: () => void } {
  const { openAll, add } = useContext(FoldsContext);
  const [openedAlone, setOpenedAlone] = useState(false);
  const isOpen = !hidesSomething || openedAlone || openAll > 0;
  useEffect(() => {
    if (isOpen) return undefined;
    add(1);
    return () => add(-1);
  }, [isOpen, add]);
  return { isOpen, open: () => setOpenedAlone(true) };
}
