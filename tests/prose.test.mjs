// How the documents, the comments of public code and the messages are written: standard terms, whole sentences. A list
// of words of our own, because the linters of prose that registries have download their program from elsewhere.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { root } from '../scripts/tools.mjs';
import { passagesOf } from './support/prose.mjs';

/** What is not written, and what is written instead. @type {[RegExp, string][]} */
const RULES = [
  [/\b(a|any|every|each|the same|another|other|exact) texts?\b|\btexts\b/i, 'a string, a message'],
  [/\b(is|are|was|were|be|been) told\b|\btold (of|us|by|apart)\b/i, 'receives, is reported, is distinguished'],
  [/\btells? (nobody|of|that|which|apart|from|the page|how|where|what)\b/i, 'reports, distinguishes, describes'],
  [/\b(be|been|was|is|are) had\b/i, 'be loaded, be obtained'],
  [/\b(goes?|comes?) before (the|an?) (email|other|file)\b/i, 'takes precedence over'],
  [/\bstands? (in|at|on|once|twice|there|here|above|below|beside|among|further|to the|for what)\b/i, 'is, occurs'],
  [/\bwhom\b/i, 'name the person or thing'],
  [
    /(?<!\bthere )\b(?:is|are|was|be) no (string|email|token|object|number|list|array|setting|call|function|host|name|origin|URL|column|currency|code)\b/i,
    'is not a',
  ],
  [/\b(comes?|came|becomes?|became) of (it|them|a|an|the|this|that|every|each)\b/i, 'the result of'],
  [/\bwhat (it|they|the \w+|an? \w+) makes? of\b/i, 'how … treats, returns for'],
  [/\b(begins?|began|begun|built|made|starts?) (\w+ )?anew\b/i, 'starts over, again'],
  [/\b(goes|go|went|gone) on\b(?! the)/i, 'continues'],
  [/\bbears?\b/i, 'has'],
  [/\b(on|to|from) this machine\b/i, 'localhost'],
  [/\bheld? against\b/i, 'compared with'],
  [/\bmends?\b/i, 'fix'],
  [/\bshows? up\b/i, 'appears'],
  [/\brefused to be\b/i, 'rejected'],
  [/\b(page|owner|visitor|vendor|other side)['’]s (own )?words?\b/i, 'message, value'],
  [/\bneeds nothing of\b/i, 'say what it takes'],
  [/\bsince when\b/i, 'the time from which'],
  [/\bcannot be right\b/i, 'is invalid'],
  [/\bfor ever\b/i, 'permanently'],
  [/\bTODO\b|\bFIXME\b/, 'do it'],
];

/** @param {string[]} globs */
const files = (...globs) =>
  execFileSync('git', ['ls-files', ...globs], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

/** @type {[string, string[]][]} */
const KINDS = [
  [
    'the documents',
    files(
      'README.md',
      'CONTRIBUTING.md',
      'RELEASING.md',
      'SECURITY.md',
      'docs/*.md',
      'examples/*.md',
      'examples/*/README.md',
      'crates/*/README.md',
    ),
  ],
  ['the public types', files('js/**/*.d.ts')],
  [
    'the comments and messages of the destinations',
    files('src/*.rs', 'src/**/*.rs', 'src/**/*.js', 'js/**/*.js', 'xtask/src/*.rs'),
  ],
  ['the comments and messages of the crates', files('crates/*/src/*.rs', 'crates/*/src/**/*.rs')],
];

for (const [kind, paths] of KINDS) {
  test(`${kind} use standard terms`, () => {
    assert.ok(paths.length > 5, String(paths.length));
    const found = paths.flatMap((path) =>
      passagesOf(path).flatMap(({ line, text }) =>
        RULES.filter(([pattern]) => pattern.test(text)).map(
          ([pattern, instead]) => `${path}:${line}: "${text.match(pattern)?.[0]}" (${instead}): ${text.trim()}`,
        ),
      ),
    );
    assert.equal(found.join('\n'), '');
  });
}

test('each rule finds what it is for', () => {
  const samples = [
    [
      'a text',
      'is told',
      'tells nobody of it',
      'could not be had',
      'it goes before the email',
      'stands in a table',
      'Whom a message is about',
    ],
    [
      'is no string',
      'what came of it',
      'what the service makes of it',
      'begins anew',
      'it goes on',
      'bears a nonce',
      'from this machine',
    ],
    [
      'held against',
      'mends',
      'shows up',
      'refused to be',
      'the page’s word',
      'It needs nothing of Node',
      'Since when',
      'cannot be right',
    ],
    ['for ever', 'TODO'],
  ].flat();
  for (const sample of samples)
    assert.ok(
      RULES.some(([pattern]) => pattern.test(sample)),
      sample,
    );
  for (const [pattern] of RULES)
    assert.ok(
      samples.some((sample) => pattern.test(sample)),
      String(pattern),
    );
});
