import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { OUTCOMES, verbsOf } from '../src/core/talk/outcome.ts';
import { toObserver } from '../src/looking-in.ts';
import { createMetrics } from '../src/metrics/metrics.ts';
import { outOfSupport } from '../src/node.js';
import { read } from './support/exposition.ts';
import { linesInSources } from './support/log-lines.ts';
import { acceptingPlatform, commands } from './support/platforms.ts';
import { MONDAY, openSetting } from './support/setting.ts';

const ROOT = join(import.meta.dirname, '..');
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const page = text('docs/looking-in.md');

/** The rows of the table under a heading of the page whose first column is called this. */
function rows(first: string): string[][] {
  const [, table = ''] = page.split(`| ${first} |`);
  const lines = table.split('\n').slice(2);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What the service tells where everything is known: names, types, what they mean, and the labels of their figures. */
async function told() {
  const elm = await openSetting();
  try {
    const metrics = createMetrics({ version: '1', commit: 'a', elapsed: () => 0 });
    const look = metrics.watch({
      store: elm.store,
      verbs: verbsOf(commands),
      platforms: [acceptingPlatform({ name: 'slack' }), acceptingPlatform({ name: 'teams' })],
      delivery: { outages: () => [], refusing: () => [], leaving: () => 0 },
      clock: () => MONDAY,
      freeBytes: () => 1,
      backups: () => ({ lastGoodAt: MONDAY, lastFailedAt: MONDAY }),
    });
    return read(await look());
  } finally {
    await elm.close();
  }
}
const exposition = await told();
/** The names by which figures are asked for: of a histogram those of its parts. */
const NAMES = new Set(exposition.figures.map(({ name }) => name));

const alerts = (
  parse(text('deploy/alerts.yml')) as {
    groups: {
      rules: {
        alert: string;
        expr: string;
        for?: string;
        labels: { severity: string };
        annotations: Record<string, string>;
      }[];
    }[];
  }
).groups.flatMap(({ rules }) => rules);

/** Every string of the dashboard that stands under `expr`, as Prometheus would be asked. */
function queriesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(queriesIn);
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'expr' && typeof value === 'string' ? [value] : queriesIn(value),
  );
}
const dashboard = JSON.parse(text('deploy/dashboard.json'));
const queries = queriesIn(dashboard).map((query) => query.replaceAll('$__rate_interval', '5m'));

/** What a query asks for, by the grammar of Prometheus: its metrics, and its labels with the values that they are compared with. */
function asked(query: string) {
  const tree = parser.parse(query);
  const metrics: string[] = [];
  const labels: [label: string, value: string | undefined][] = [];
  let faults = 0;
  const said = (node: { from: number; to: number }) => query.slice(node.from, node.to);
  tree.iterate({
    enter(node) {
      if (node.type.isError) faults += 1;
      if (node.name === 'VectorSelector') {
        const name = node.node.getChild('Identifier');
        if (name) metrics.push(said(name));
      }
      if (node.name === 'UnquotedLabelMatcher') {
        const [label, value] = [node.node.getChild('LabelName'), node.node.getChild('StringLiteral')];
        if (label) labels.push([said(label), value ? said(value).slice(1, -1) : undefined]);
      }
      if (node.name === 'GroupingLabels')
        for (const label of node.node.getChildren('LabelName')) labels.push([said(label), undefined]);
    },
  });
  return { metrics, labels, faults };
}

/** What Prometheus adds. */
const OF_PROMETHEUS = { metrics: ['up'], labels: ['job', 'instance'] };

describe('docs/looking-in.md', () => {
  it('names every figure that the service tells, with its type, its labels and what it means', () => {
    const labelsOf = (name: string) => {
      const own = exposition.figures.filter((each) =>
        [name, `${name}_bucket`, `${name}_sum`, `${name}_count`].includes(each.name),
      );
      const all = new Set(own.flatMap(({ labels }) => Object.keys(labels)));
      all.delete('le');
      return [...all].map((label) => `\`${label}\``).join(', ');
    };
    expect(exposition.metrics.length).toBeGreaterThan(25);
    // On other systems the library tells less of the process.
    const isHere = ([name]: string[]) => process.platform === 'linux' || !name?.startsWith('`process_');
    expect(rows('name').filter(isHere)).toEqual(
      exposition.metrics
        .map(({ name, type, help }) => [`\`${name}\``, type, labelsOf(name), help])
        .filter(isHere),
    );
  });

  it('names every word that stands in the closed lists', () => {
    for (const word of [...OUTCOMES, 'sent', 'later', 'never', 'queued', 'dead', 'away', 'unknown'])
      expect(page, word).toContain(`\`${word}\``);
  });

  it('names every sentence that the service logs at info and louder, and no other', () => {
    const { lines, made } = linesInSources();
    // What each of these makes is named on the page by itself.
    expect(made.sort()).toEqual([
      'adapters/teams/activities.ts: what',
      'src/log.ts: message',
      'src/main.ts: old',
      'src/main.ts: sentence',
    ]);
    const inActivities = [...text('adapters/teams/activities.ts').matchAll(/report\(fault, '([^']+)'\)/g)];
    expect(inActivities.length).toBeGreaterThan(1);
    const all = [...lines, ...inActivities.map(([, sentence]) => ({ level: 'error', sentence }))];
    const logged = new Set(all.map(({ level, sentence }) => `${level} ${sentence}`));
    const named = rows('level').map(([level, sentence]) => `${level} ${sentence?.slice(1, -1)}`);
    expect(named.toSorted()).toEqual([...logged].sort());
    expect(page).toContain('NAME is no key of Candour; did you mean NAME?');
    const said = /`(Node 20 [^`]+)`/.exec(page)?.[1] ?? 'nothing';
    expect(outOfSupport('20.20.0')).toContain(said);
  });
});

describe('the alert rules and the dashboard', () => {
  const all = [
    ...alerts.map(({ alert, expr }) => [alert, expr] as const),
    ...queries.map((query) => [query, query] as const),
  ];

  it.each(all)('%s is well formed, and asks for what the service tells', (_, query) => {
    const { metrics, labels, faults } = asked(query);
    expect(faults).toBe(0);
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.filter((name) => !NAMES.has(name) && !OF_PROMETHEUS.metrics.includes(name))).toEqual([]);
    const known = new Map<string, Set<string>>();
    for (const figure of exposition.figures.filter(({ name }) => metrics.includes(name)))
      for (const [label, value] of Object.entries(figure.labels))
        known.set(label, (known.get(label) ?? new Set()).add(value));
    for (const [label, value] of labels) {
      if (OF_PROMETHEUS.labels.includes(label)) continue;
      expect([...known.keys()], label).toContain(label);
      for (const each of value?.split('|') ?? []) expect([...(known.get(label) ?? [])]).toContain(each);
    }
  });

  it('would not pass with a metric, a label or a bracket that is wrong', () => {
    expect(asked('sum(rate(candour_answers_total[5m])').faults).toBeGreaterThan(0);
    expect(asked('rates(candour_answers_total[5m])').faults).toBeGreaterThan(0);
    expect(asked('candour_answers_total > and 1').faults).toBeGreaterThan(0);
    expect(asked('sum by (verb) (candour_answers{outcome="failed"})')).toEqual({
      metrics: ['candour_answers'],
      labels: [
        ['verb', undefined],
        ['outcome', 'failed'],
      ],
      faults: 0,
    });
  });

  it('the dashboard has queries, and no two panels of one number', () => {
    const ids = dashboard.panels.map(({ id }: { id: number }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(queries.length).toBeGreaterThan(20);
  });

  it('each rule says how urgent it is, what is the matter and what to do', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
    for (const { alert, labels, annotations } of alerts) {
      expect(['page', 'warn'], alert).toContain(labels.severity);
      expect(annotations.summary, alert).toMatch(/[.:]$/);
      expect(annotations.action, alert).toMatch(/^[A-Z].*\.$/);
      for (const [, name] of annotations.action?.matchAll(/“([^”]+)”/g) ?? [])
        expect(page, alert).toContain(`\`${name}\``);
    }
  });

  it('each rule fires in test/support/alerts.promtool.yml', () => {
    const tried = text('test/support/alerts.promtool.yml');
    expect(alerts.filter(({ alert }) => !tried.includes(`alertname="${alert}"`))).toEqual([]);
  });

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  it.skipIf(!promtool)('promtool finds nothing wrong with the rules, and each fires when it should', () => {
    for (const args of [
      ['check', 'rules', 'deploy/alerts.yml'],
      ['test', 'rules', 'test/support/alerts.promtool.yml'],
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: ROOT, encoding: 'utf8' });
      expect(status, stdout + stderr).toBe(0);
    }
  });
});

describe('whoever wants to know of answers', () => {
  const answered: string[] = [];
  const write = (facts: Record<string, unknown>, message: string) =>
    void answered.push(`${message} ${facts.verb}`);
  const log = { debug: write, info: write, warn: write, error: write };
  const metrics = { answered: (verb: string) => void answered.push(`counted ${verb}`) };
  const told = (level: Parameters<typeof toObserver>[0], counts: boolean) => {
    answered.length = 0;
    toObserver(level, log, counts ? metrics : undefined)?.answered('me', 'done', 'slack', 1);
    return answered;
  };

  it('is told, and nobody else: where nobody does, no answer is timed', () => {
    expect(told('info', false)).toEqual(['answered me']);
    expect(told('debug', true)).toEqual(['answered me', 'counted me']);
    expect(told('warn', true)).toEqual(['counted me']);
    for (const level of ['warn', 'error', 'silent'] as const)
      expect(toObserver(level, log, undefined)).toBeUndefined();
  });
});
