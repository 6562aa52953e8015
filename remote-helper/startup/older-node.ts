/** What the helper uses and the oldest node of boards (bundle.ts) lacks; to be imported before anything else. */

/** In node from 22 on. */
Promise.withResolvers ??= function withResolvers<T>(): PromiseWithResolvers<T> {
  let [resolve, reject]: [PromiseWithResolvers<T>['resolve'], PromiseWithResolvers<T>['reject']] = [() => {}, () => {}];
  const promise = new Promise<T>((onValue, onReason) => {
    [resolve, reject] = [onValue, onReason];
  });
  return { promise, resolve, reject };
};
