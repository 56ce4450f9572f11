// Why a target is missed, where that is known, and what would be tried next. By the target's id.

const bytes = {
  reason: 'The file carries all texts of refusals, the cancellation flow and the fallback loader beside the module.',
  next: 'Fetch what a healthy page never says or calls only where it is needed.',
};
const script = {
  reason: 'Reading the settings, decoding and compiling the module all happen before the first decision, on the main thread.',
  next: 'Ask for the vendor script before compiling, and time each step by itself.',
};

export const REASONS = {
  bytes,
  'bytes-vendor': bytes,
  'script-vendor': script,
  'script-twin': script,
  'warm-vendor': {
    reason: 'One call crosses between JavaScript and WebAssembly once for each character of the trait names and of an email that is known already.',
    next: 'Compare the trait with the known identity before judging it.',
  },
};
