// The networks and processors that a case is measured on.

/** @type {Record<string, import('./types.js').Setting>} */
export const SETTINGS = {
  unthrottled: { label: 'unthrottled' },
  network: { label: '150 ms, 1.6 Mbit/s', latencyMs: 150, bitsPerSecond: 1_600_000 },
  processor: { label: 'CPU 4× slower', slowdown: 4 },
};
