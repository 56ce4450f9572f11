'use client';

import { useEffect, useState } from 'react';
import { answer, load } from './analytics.js';

export function ConsentBanner() {
  const [asks, setAsks] = useState(false);

  useEffect(() => setAsks(load() === null), []);

  if (!asks) return null;
  const give = (yes) => {
    answer(yes);
    setAsks(false);
  };
  return (
    <section aria-label="Consent">
      <p>May ProfitWell see how you use this site?</p>
      <button type="button" onClick={() => give(true)}>
        Accept
      </button>
      <button type="button" onClick={() => give(false)}>
        Decline
      </button>
    </section>
  );
}
