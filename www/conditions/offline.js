// The page has no network until it says so: `window.__online()`.
{
  const real = window.fetch;
  let isOnline = false;
  Object.defineProperty(navigator, 'onLine', { get: () => isOnline });
  window.fetch = (...all) => (isOnline ? real(...all) : Promise.reject(new TypeError('Failed to fetch')));
  window.__online = () => {
    isOnline = true;
    dispatchEvent(new Event('online'));
  };
}
