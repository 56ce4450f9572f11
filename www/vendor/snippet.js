// The vendor's snippet, with the stand-in's address and the token of its element.
(function () {
  window.profitwell = window.profitwell || function () { (window.profitwell.q = window.profitwell.q || []).push(arguments); };
  var script = document.createElement('script');
  script.async = true;
  script.src = 'vendor/profitwell.js?auth=' + document.getElementById('profitwell-js').getAttribute('data-pw-auth');
  document.head.appendChild(script);
  window.profitwell('start', {});
})();
