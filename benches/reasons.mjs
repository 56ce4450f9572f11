// Why a target is missed, where that is known, and what would be tried next. By the target's id.

const bytes = {
  reason:
    'The file takes its settings from four sources, calls from before it, consent in four forms, six frameworks that replace built-ins, and the loader of the fallback; the module is 1.9 KB of it.',
  next: 'Destination middleware in the file beside the tag, about 0.1 KB; the module as printable text instead of hexadecimal digits, 0.05 KB, costs a sixth of the script time.',
};
const script = {
  reason:
    'Reading settings, looking for the vendor on the page and inserting its script cost the same in any language, and all of it runs once, cold: see the rows of the plain-JS twin and of the bare snippet. Nothing is thrown on the way, and the functions of a file are compiled while it arrives (in the HTML that is on the main thread).',
  next: 'Fewer functions on the way to the first start.',
};

/** @type {Record<string, { reason: string, next: string }>} */
export const REASONS = {
  bytes,
  'bytes-vendor': bytes,
  'script-vendor': script,
  'start-vendor': {
    reason:
      "The page, the file and the vendor's script are three downloads, one after the other; what the file itself does is a few milliseconds of it, and the plain-JS twin gains little more.",
    next: "Two downloads instead of three: the paste of README, whose hint is a line in the site's own HTML, has rows of its own.",
  },
  'paste-vendor': script,
  'paste-snippet': script,
  'inline-snippet': script,
  heap: {
    reason:
      'The comment that has Chromium compile every function while the file arrives keeps the bytecode of those that never run: about 20 KiB for a quarter less script time.',
    next: 'Marks of single functions, once Chromium reads them.',
  },
  'warm-vendor': {
    reason:
      'One call crosses between JavaScript and WebAssembly eighteen times: to list the traits, to read the name `email`, to compare the value with the known one; and its decision is kept with its time, a fifth of the call. No object is copied, and no list is cut that grows again in every call. The batches of a load take about 1 µs or about 2, probably by when V8 optimizes the call: the ratio strays from run to run.',
    next: 'Copy a name into memory of the module in one crossing instead of reading it by code unit.',
  },
};
