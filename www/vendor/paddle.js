// A stand-in for Paddle.js that has been initialised: it takes what the destination tells it, and loads ProfitWell's
// script unless that has run, as Paddle.js 2.9.7 was observed to.
(function () {
  var told = function (name, options) { if (window.__vendor && window.__vendor.onCall) window.__vendor.onCall(name, options); };
  window.Paddle = {
    Initialized: true,
    Update: function (options) { told('Paddle.Update', options); },
    Retain: {
      initCancellationFlow: function (options) {
        told('Paddle.Retain.initCancellationFlow', options);
        return window.__vendor && window.__vendor.dialogue ? window.__vendor.dialogue(options) : Promise.resolve({ status: 'aborted' });
      },
    },
  };
  if (window.profitwell && window.profitwell.isLoaded) return;
  var script = document.createElement('script');
  script.src = 'vendor/profitwell.js?auth=paddletoken_playground';
  document.head.appendChild(script);
})();
