// Why a target is missed, where that is known, and what would be tried next. By the target's id.

const bytes = {
  reason: 'The file carries the texts of all refusals, the cancellation flow, consent, and the loader of the fallback beside the module, which is 2.3 KB of it.',
  next: 'A second file with what a healthy page never says or calls; it would cost those who inline the tag in their HTML a request.',
};
const script = {
  reason: "The plain-JS twin misses it as well: reading settings, looking for the vendor on the page and inserting its script cost the same in any language, and all of it runs once, cold.",
  next: 'Fewer functions on the way to the first start: each is compiled when it is first called.',
};
const cold = {
  reason: 'Both wait for the same page, the same vendor script and the same browser start, which is most of the time.',
  next: 'None that is ours to take: the bare snippet misses it as well wherever its own ratio is above the target.',
};

export const REASONS = {
  bytes,
  'bytes-vendor': bytes,
  'script-vendor': script,
  'script-twin': script,
  'inline-vendor': cold,
  'warm-vendor': {
    reason: 'One call crosses between JavaScript and WebAssembly eighteen times: to list the traits, to read the name `email`, to compare the value with the known one.',
    next: 'Copy a name into memory of the module in one crossing instead of reading it by code unit.',
  },
};
