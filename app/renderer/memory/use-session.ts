/** A device's session in React: its view state, and what comes from the board as often as it is worth drawing. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { BoardState, KnownDevice } from '../../contract/state.ts';
import { useHost } from '../host/host-context.tsx';
import { circumstancesOf } from './circumstances.ts';
import { type DeviceSession, deviceSession } from './device-session.ts';
import type { ViewState } from './view-state.ts';

export function useView<Part>(session: DeviceSession, part: (state: ViewState) => Part): Part {
  return useStore(session.view, part);
}

/** Some of the view state: a component that does not need `top` is not drawn again for each row of scrolling. */
export function useViewParts<Key extends keyof ViewState>(
  session: DeviceSession,
  ...keys: readonly Key[]
): Pick<ViewState, Key> {
  return useStore(
    session.view,
    useShallow((state) => Object.fromEntries(keys.map((key) => [key, state[key]])) as Pick<ViewState, Key>),
  );
}

/** Draws a component again after something of the device changed, at most once in so many milliseconds. */
export function useChanges(session: DeviceSession, everyMs: number): void {
  const [, setCount] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = session.onChange(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setCount((count) => count + 1);
      }, everyMs);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [session, everyMs]);
}

export function useDeviceSession(board: BoardState, known: KnownDevice): DeviceSession {
  const host = useHost();
  const session = deviceSession(board.board.name, board.boot, known.device);
  const saidMemory = useView(session, (state) => state.saidMemory);
  const { content, reachable } = circumstancesOf(board, known, saidMemory);
  useEffect(() => session.attach(host), [session, host]);
  useEffect(() => session.setCircumstances({ content, reachable }), [session, content, reachable]);
  const since = board.connection.state === 'open' ? board.connection.since : undefined;
  useEffect(() => {
    if (since !== undefined) session.connectedSince(since);
  }, [session, since]);
  return session;
}
