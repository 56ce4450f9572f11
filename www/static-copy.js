// A static copy has no server of ours: a service worker stands in for it.

const notice = document.querySelector('#copy-notice');
const workers = navigator.serviceWorker;

if (!workers) {
  notice.textContent =
    'This is a static copy, and this browser gives it no service worker: the pages show the usual conditions only, and no relay answers.';
} else {
  workers.register('service-worker.js');
  // The first visit came from the host itself, which knows nothing of conditions.
  if (!workers.controller && location.search) workers.addEventListener('controllerchange', () => location.reload());
}
