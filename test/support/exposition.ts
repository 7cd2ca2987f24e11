/** One figure of a metric, by its labels. */
export interface Figure {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** What was read of Prometheus' text. */
export interface Exposition {
  /** The metrics, in the order of the text. */
  metrics: { name: string; type: string; help: string }[];
  figures: Figure[];
  /** The figures of this name. */
  series(name: string): Figure[];
  /** The figure with exactly these labels; undefined where there is none. */
  value(name: string, labels?: Record<string, string>): number | undefined;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const FIGURE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\.)*)"(?:,|$)/y;

/**
 * Reads Prometheus' text (version 0.0.4) strictly.
 * @throws Error with the line that is not of that format
 */
export function read(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const metrics: Exposition['metrics'] = [];
  const figures: Figure[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    if (line === '') continue;
    const said = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`).exec(line);
    if (said) {
      const [, what, name = '', rest = ''] = said;
      const last = metrics.at(-1);
      if (what === 'HELP') metrics.push({ name, type: '', help: rest });
      else if (last?.name === name && /^(counter|gauge|histogram)$/.test(rest)) last.type = rest;
      else throw new Error(`a type without its metric: ${line}`);
      continue;
    }
    const figure = FIGURE.exec(line);
    const [, name = '', given = '', number = ''] = figure ?? [];
    const metric = metrics.at(-1);
    const own = metric && (metric.type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name);
    if (!figure || own !== metric?.name) throw new Error(`no figure of ${metric?.name}: ${line}`);
    const value = number === '+Inf' ? Number.POSITIVE_INFINITY : Number(number);
    if (Number.isNaN(value)) throw new Error(`no number: ${line}`);
    figures.push({ name, labels: labelsIn(given, line), value });
  }
  const keys = figures.map(({ name, labels }) => keyOf(name, labels));
  if (new Set(keys).size < keys.length) throw new Error('a figure is told twice');
  return {
    metrics,
    figures,
    series: (name) => figures.filter((each) => each.name === name),
    value: (name, labels = {}) => figures[keys.indexOf(keyOf(name, labels))]?.value,
  };
}

function labelsIn(given: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < given.length) {
    const match = LABEL.exec(given);
    if (!match) throw new Error(`no label: ${line}`);
    labels[match[1] ?? ''] = match[2] ?? '';
  }
  return labels;
}

const keyOf = (name: string, labels: Record<string, string>) =>
  JSON.stringify([name, Object.entries(labels).sort()]);
