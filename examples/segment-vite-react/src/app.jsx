import { useEffect, useState } from 'react';
import { analytics } from './analytics.js';

export function App() {
  const [user, setUser] = useState();

  // In StrictMode React runs an effect twice in development; ProfitWell is started once all the same.
  useEffect(() => {
    if (user) analytics.identify(user.id, { email: user.email });
  }, [user]);

  if (user) return <p>Signed in as {user.email}</p>;
  return (
    <button type="button" onClick={() => setUser({ id: '42', email: 'jane@example.com' })}>
      Sign in
    </button>
  );
}
