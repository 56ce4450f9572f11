// Bars as SVG, readable on light and dark pages. Pure.

const WIDTH = 860;
const LABELS = 300;
const ROW = 22;
const TOP = 46;
const BOTTOM = 44;
const TICKS = 5;

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * The step of 1, 2 or 5 times a power of ten that divides this length into about five.
 *
 * @param {number} longest
 */
function stepOf(longest) {
  const rough = longest / TICKS || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
}

/**
 * Horizontal bars. `rows` are `{label, value, to?, ours?}`: a bar up to `value`, a whisker up to
 * `to`, in another colour where it is `ours`.
 *
 * @param {{ title: string, axis: string, rows: { label: string, value: number, to?: number, ours?: boolean }[] }} plot
 */
export function bars({ title, axis, rows }) {
  const step = stepOf(Math.max(...rows.map(({ value, to = value }) => to)));
  const ticks = Array.from(
    { length: Math.ceil(Math.max(...rows.map(({ value, to = value }) => to)) / step) + 1 },
    (_, index) => index * step,
  );
  const last = ticks[ticks.length - 1];
  /** @param {number} value */
  const x = (value) => Number((LABELS + (value / last) * (WIDTH - LABELS - 70)).toFixed(1));
  const height = TOP + rows.length * ROW + BOTTOM;
  const bottom = height - BOTTOM;
  /** @type {(at: number, y: number, words: string, more?: string) => string} */
  const text = (at, y, words, more = '') => `<text x="${at}" y="${y}"${more}>${escaped(words)}</text>`;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#444}.title{font-weight:600;font-size:14px}.bar{fill:#9a9a9a}.ours{fill:#d2691e}.line{stroke:#8884}.to{stroke:#444;stroke-width:1.5}',
    '@media(prefers-color-scheme:dark){text{fill:#ccc}.bar{fill:#777}.ours{fill:#f0904d}.to{stroke:#ccc}}</style>',
    text(10, 22, title, ' class="title"'),
  ];
  for (const tick of ticks) {
    lines.push(
      `<line class="line" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP - 6}" y2="${bottom}"/>`,
      text(x(tick), bottom + 16, String(Number(tick.toPrecision(6))), ' text-anchor="middle"'),
    );
  }
  lines.push(text(x(last / 2), height - 8, axis, ' text-anchor="middle"'));
  rows.forEach(({ label, value, to, ours }, index) => {
    const y = TOP + index * ROW;
    lines.push(
      text(LABELS - 8, y + 13, label, ' text-anchor="end"'),
      `<rect class="bar${ours ? ' ours' : ''}" x="${LABELS}" y="${y + 2}" width="${Number((x(value) - LABELS).toFixed(1))}" height="14"/>`,
    );
    if (to)
      lines.push(
        `<line class="to" x1="${x(value)}" x2="${x(to)}" y1="${y + 9}" y2="${y + 9}"/>`,
        `<line class="to" x1="${x(to)}" x2="${x(to)}" y1="${y + 4}" y2="${y + 14}"/>`,
      );
    lines.push(text(x(to ?? value) + 5, y + 13, String(Number(value.toPrecision(3)))));
  });
  return `${lines.join('\n')}\n</svg>\n`;
}
