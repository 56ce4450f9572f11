// What ProsperStack's library shows in its frame: it speaks to the page as the real one was recorded to, with 2.19.0.

// After it stands the library's own query.
const [ending] = location.hash.slice(1).split('?');
const post = (message) => parent.postMessage(message, location.origin);
const end = (status) => {
  if (status === 'closed') post({ message: 'closed' });
  else post({ message: 'complete', payload: { status, flowSession: { id: 'sess_playground' } }, close: true });
};

for (const status of ['saved', 'canceled', 'incomplete', 'deflected', 'closed']) {
  const button = document.createElement('button');
  button.textContent = status;
  button.addEventListener('click', () => end(status));
  document.querySelector('#answers').append(button, ' ');
}
post({ message: 'loaded' });
if (ending === 'unknown') end('paused');
else if (ending !== 'ask' && ending !== 'abort') end(ending);
