'use client';

import { AnalyticsBrowser } from '@segment/analytics-next';
import { profitwell, setConsent } from 'retention-destinations';

export const analytics = new AnalyticsBrowser();

// This file is imported on the server, too, where the plugin does nothing.
const plugin = profitwell({ publicApiToken: 'YOUR_PUBLIC_API_TOKEN', consent: 'required' });
const KEY = 'consent';

/** Loads Segment, and applies the answer that the visitor gave before. Gives that answer, or null. */
export function load() {
  analytics.load({ writeKey: 'YOUR_WRITE_KEY', plugins: [plugin] });
  const answer = localStorage.getItem(KEY);
  if (answer) setConsent(answer === 'yes');
  return answer;
}

/** Applies the visitor's answer, and keeps it for the next page. */
export function answer(yes) {
  localStorage.setItem(KEY, yes ? 'yes' : 'no');
  setConsent(yes);
}
