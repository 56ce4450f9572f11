// The tag's settings, with a promise as consent: `window.__answer(true)` fulfils it.
{
  const { global, settings } = document.currentScript.dataset;
  const consent = new Promise((resolve) => {
    window.__answer = resolve;
  });
  window[global] = { ...JSON.parse(settings), consent };
}
