import { ConsentBanner } from './consent-banner.jsx';

export const metadata = { title: 'Next.js with a consent banner' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        {children}
        <ConsentBanner />
      </body>
    </html>
  );
}
