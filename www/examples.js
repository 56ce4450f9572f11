// What Check can be tried with. No token here is anybody's.

const TOKEN = '3f2a9c71d4e85b60a1c2e3f405162738';

/** @type {Record<string, { title: string, text: string }>} */
export const EXAMPLES = {
  tag: {
    title: 'A tag with typographic quotation marks',
    text: `<script async src="/profitwell.min.js" data-public-api-token=\u201c${TOKEN}\u201d data-site-type=\u201cweb app\u201d></script>
`,
  },
  settings: {
    title: 'Settings with misspelt names',
    text: `profitwell({
  token: '${TOKEN}',
  sitetype: 'webap',
  timeoutMs: 5,
});
`,
  },
  policy: {
    title: 'A Content-Security-Policy that stops ProfitWell',
    text: `Content-Security-Policy: default-src 'self'; script-src 'self'; connect-src 'self' https://*.profitwell.com
`,
  },
  segment: {
    title: 'CDN settings of Segment',
    text: `{
  "integrations": {
    "ProfitWell": { "publicApiToken": "${TOKEN}", "siteType": "marketing", "bundlingStatus": "bundled" },
    "Segment.io": { "apiKey": "WRITE_KEY" }
  }
}
`,
  },
  right: {
    title: 'A tag with nothing wrong',
    text: `<script async src="/profitwell.min.js" data-public-api-token="${TOKEN}" data-site-type="web app"></script>
`,
  },
};
