import { escapeHtml, htmlFile } from '../talk/html.ts';
import type { OwnEntry, OwnRecord } from './own-data.ts';

/** The two files of an own-data export: a letter to read, and JSON for machines. */
export function ownFiles(record: OwnRecord): Record<string, string> {
  const { sections, madeOn: _, ...rest } = record;
  const data = sections.map(({ title, entries }) => ({ title, entries: entries.map((entry) => entry.data) }));
  return {
    'my-data.html': toLetter(record),
    'my-data.json': `${JSON.stringify({ candour: 'own data', version: 1, ...rest, sections: data }, null, 2)}\n`,
  };
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .35rem 0; }
ul { margin: .35rem 0; padding-left: 1.3rem; }
`;

function toLetter({ setting, person, madeOn, sections, exempt, kept, rights }: OwnRecord): string {
  const filled = sections.filter(({ entries }) => entries.length > 0);
  const empty = sections.filter(({ entries }) => entries.length === 0).map(({ title }) => title);
  return htmlFile({
    title: `What is held about ${person}`,
    style: STYLE,
    body: `<main>
<h1>What is held about ${escapeHtml(person)}</h1>
<p>${escapeHtml(setting)}, ${escapeHtml(madeOn)}</p>
<p>Dear ${escapeHtml(person)}, this is what we hold about you. Children are named by their numbers, unless you named them yourself.</p>
${filled
  .map(
    ({ title, entries }) => `<section>
<h2>${escapeHtml(title)}</h2>
${shown(entries)}
</section>`,
  )
  .join('\n')}
${empty.length === 0 ? '' : `<h2>Where nothing is held</h2>\n<p>${escapeHtml(empty.join(' · '))}</p>`}
<h2>What is not in this letter</h2>
<p>${escapeHtml(exempt)}</p>
<h2>How long it is kept</h2>
${points(kept)}
<h2>Your rights, and how to complain</h2>
${rights.map((words) => `<p>${escapeHtml(words)}</p>`).join('\n')}
</main>`,
  });
}

/** Records with a heading each stand apart; several without one are a list. */
function shown(entries: readonly OwnEntry[]): string {
  if (entries.length > 1 && entries.every(({ heading }) => heading === undefined))
    return points(entries.map(({ said }) => said.join(' ')));
  return entries
    .map(({ heading, said }) => {
      const listed = said.filter((words) => words.startsWith('• ')).map((words) => words.slice(2));
      const prose = said.filter((words) => !words.startsWith('• ')).join(' ');
      return [
        heading === undefined ? '' : `<h3>${escapeHtml(heading)}</h3>`,
        `<p>${escapeHtml(prose)}</p>`,
        listed.length === 0 ? '' : points(listed),
      ].join('\n');
    })
    .join('\n');
}

function points(words: readonly string[]): string {
  return `<ul>${words.map((each) => `<li>${escapeHtml(each)}</li>`).join('')}</ul>`;
}
