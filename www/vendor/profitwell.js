// A stand-in for ProfitWell's script, for this playground and the tests. It behaves as the real
// one is recorded to: it takes over `window.profitwell`, works off the queue, sets `isLoaded`.
// What it is told stands in `window.__vendor.calls`.
(function () {
  var vendor = (window.__vendor = window.__vendor || { calls: [], runs: 0 });
  vendor.runs += 1;
  var queue = (window.profitwell && window.profitwell.q) || [];
  function profitwell(command, options) {
    vendor.calls.push(options === undefined ? [command] : [command, options]);
    if (vendor.onCall) vendor.onCall(command, options);
    if (command === 'init_cancellation_flow') return vendor.dialogue ? vendor.dialogue(options) : Promise.resolve({ status: 'aborted' });
    return undefined;
  }
  profitwell.isLoaded = true;
  window.profitwell = profitwell;
  queue.forEach(function (call) { profitwell.apply(null, call); });
})();
