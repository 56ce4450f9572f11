// What the benchmark passes from measuring to judging and reporting.

/** The files of a page by path: `/page.js`. */
export type Files = Record<string, string | Buffer>;

/** A destination in a page, alone or inside a host. */
export interface Case {
  id: string;
  label: string;
  /** `alone`, or the host that it is in. */
  group: string;
  /** `identify`: the page names its visitor in the line after it loads the host. */
  page(options: { vendorUrl: string; identify?: boolean }): Promise<Page>;
}

export interface Page {
  html: string;
  files: Files;
  /** The destination without its host. */
  own: (string | Buffer)[];
  /** Scripts in the HTML. */
  inlined?: string[];
}

/** A page that has `benchCall(n)`, which makes so many calls. */
export interface Called {
  id: string;
  label: string;
  html(vendorUrl: string): Promise<string>;
}

/** What a call gets dearer by, and how much of it there is. */
export type Growing = Omit<Called, 'label'> & { axis: string; at: number };

/** A network and a processor. */
export interface Setting {
  label: string;
  latencyMs?: number;
  bitsPerSecond?: number;
  slowdown?: number;
}

/** Bytes on the wire. */
export interface Weight {
  raw: number;
  brotli: number;
  gzip: number;
}

/** A list has a figure per load; milliseconds, nanoseconds of a call, bytes of heap. */
export interface Results {
  /** By case: the destination's own bytes, and those of all scripts that the page has downloaded. */
  bytes: Record<string, { own: Weight; whole: Weight }>;
  /** By setting and case; `heap` only where nothing is throttled. */
  settings: Record<string, Record<string, Record<'started' | 'evaluated' | 'scriptMs' | 'taskMs' | 'heap', number[]>>>;
  identify: Record<string, { told: number[] }>;
  warm: Record<string, { ns: number[]; memory: { grown: number; pages: number } }>;
  growth: Record<string, { ns: number[] }>;
  about: Record<'commit' | 'date' | 'processor' | 'system' | 'chromium' | 'node' | 'rust', string> &
    Record<'loads' | 'hostedLoads' | 'warmLoads' | 'seed' | 'minutes' | 'cores' | 'memoryGiB', number>;
}

/** A target, and what a run says about it. */
export interface Target {
  id: string;
  name: string;
  /** Whether it comes out the same from run to run. */
  repeats: boolean;
  measured: string;
  target: string;
  met: boolean;
  /** Whether the figure's interval holds the target. */
  within: boolean;
  /** The verdict where the plain-JS twin misses the target as well. */
  retired?: string | undefined;
}

export type Judged = Omit<Target, 'met' | 'retired'> & { verdict: string; reason?: string; next?: string };
