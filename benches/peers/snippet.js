// What the vendor's paste-in snippet does, in our words: a queue and an async script. The physical
// limit: nothing that loads the vendor's script can do less.

export function snippet(vendorUrl, token) {
  window.profitwell = window.profitwell || function () {
    (window.profitwell.q = window.profitwell.q || []).push(arguments);
  };
  const script = document.createElement('script');
  script.async = true;
  script.src = vendorUrl + '?auth=' + token;
  document.head.appendChild(script);
}
