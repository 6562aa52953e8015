/** A setting that was wanted and is not: told in the place where it was wanted, else at the corner of the window. */
import { useEffect } from 'react';
import { create } from 'zustand';
import { settingInfos, valueWords } from '../../contract/setting-info.ts';
import { ProblemBanner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import './settings.css';
import { forgetFailedChange, tryFailedChangeAgain, useSettings } from './settings-store.ts';

/** Places on the screen that tell it themselves. */
const usePlaces = create<{ readonly count: number }>(() => ({ count: 0 }));

function FailureBanner() {
  const failure = useSettings((state) => state.failure);
  const settings = useSettings((state) => state.settings);
  if (failure === undefined) return null;
  const { change, problem } = failure;
  const still = settingInfos
    .filter(({ name }) => Object.hasOwn(change, name))
    .map((info) => `${info.title}: ${valueWords(info, settings[info.name])}`);
  return (
    <ProblemBanner
      problem={{ ...problem, message: `Not changed, and still as before: ${still.join('; ')}. ${problem.message}` }}
      actions={
        <>
          <Button onClick={() => void tryFailedChangeAgain()}>Try again</Button>
          <Button onClick={forgetFailedChange}>Dismiss</Button>
        </>
      }
    />
  );
}

/** Where settings are changed. While it is there, the corner is silent. */
export function SettingsFailure() {
  useEffect(() => {
    usePlaces.setState(({ count }) => ({ count: count + 1 }));
    return () => usePlaces.setState(({ count }) => ({ count: count - 1 }));
  }, []);
  return <FailureBanner />;
}

/** Once a window: for changes by a menu, a key or the palette, whose place is gone by then. */
export function SettingsToast() {
  const told = usePlaces(({ count }) => count > 0);
  const failed = useSettings((state) => state.failure !== undefined);
  if (told || !failed) return null;
  return (
    <section className="settings-toast" aria-label="Setting not changed" data-region tabIndex={-1}>
      <FailureBanner />
    </section>
  );
}
