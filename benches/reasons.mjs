// Why a target is missed, where that is known, and what would be tried next. By the target's id.

const bytes = {
  reason:
    'The file carries the texts of all refusals, the cancellation flow, consent, and the loader of the fallback beside the module, which is 2.3 KB of it.',
  next: 'A second file with what a healthy page never says or calls; it would cost those who inline the tag in their HTML a request.',
};
const script = {
  reason:
    'Reading settings, looking for the vendor on the page and inserting its script cost the same in any language, and all of it runs once, cold: see the rows of the plain-JS twin and of the bare snippet.',
  next: 'Fewer functions on the way to the first start: each is compiled when it is first called.',
};
const started = {
  reason:
    "The page, the file and the vendor's script are three downloads, one after the other; what the file itself does is a few milliseconds of it, and the plain-JS twin gains little more.",
  next: "Two downloads instead of three: the paste of README, whose hint is a line in the site's own HTML, has rows of its own.",
};
const cold = {
  reason: 'Both wait for the same page, the same vendor script and the same browser start, which is most of the time.',
  next: 'None that is ours to take: the bare snippet misses it as well wherever its own ratio is above the target.',
};

/** @type {Record<string, { reason: string, next: string }>} */
export const REASONS = {
  bytes,
  'bytes-vendor': bytes,
  'script-vendor': script,
  'script-twin': script,
  'start-vendor': started,
  'start-twin': script,
  'inline-snippet': script,
  'inline-vendor': cold,
  'identify-vendor': {
    reason:
      'What is left is the start of the host itself, before it hands an event to anybody: the plain-JS plugin hears of it no sooner.',
    next: 'None that is ours to take.',
  },
  'identify-twin': {
    reason:
      'Both wait some seventy milliseconds for the host; what lies between them is less than that strays from load to load.',
    next: 'More loads inside hosts than this benchmark takes time for.',
  },
  'warm-vendor': {
    reason:
      'One call crosses between JavaScript and WebAssembly eighteen times: to list the traits, to read the name `email`, to compare the value with the known one. The plain-JS twin misses the target as well.',
    next: 'Copy a name into memory of the module in one crossing instead of reading it by code unit.',
  },
};
