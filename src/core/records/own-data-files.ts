import { escapeHtml } from '../talk/html.ts';
import type { OwnRecord } from './own-data.ts';

/** The two files of an own-data export: a page to read, and JSON for machines. */
export function ownFiles(record: OwnRecord): Record<string, string> {
  return {
    'my-data.html': toHtml(record),
    'my-data.json': `${JSON.stringify({ candour: 'own data', version: 1, ...record }, null, 2)}\n`,
  };
}

function toHtml({ setting, person, madeAt, sections, exempt }: OwnRecord): string {
  const value = (said: string | string[]) =>
    Array.isArray(said)
      ? `<ul>${said.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`
      : escapeHtml(said);
  const shown = sections.map(
    ({ title, entries }) => `<section>
<h2>${escapeHtml(title)}</h2>
${
  entries.length === 0
    ? '<p>Nothing.</p>'
    : entries
        .map(
          (entry) =>
            `<dl>${Object.entries(entry)
              .map(([label, said]) => `<div><dt>${escapeHtml(label)}</dt><dd>${value(said)}</dd></div>`)
              .join('')}</dl>`,
        )
        .join('\n')
}
</section>`,
  );
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What is held about ${escapeHtml(person)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
dl { border: 1px solid #888; border-radius: .35rem; margin: 0 0 1rem; padding: .5rem 1rem; }
dl div { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .15rem 0; }
dt { font-weight: 600; flex: 0 0 13rem; }
dd { margin: 0; flex: 1 1 14rem; overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 1.2rem; }
</style>
</head>
<body>
<main>
<h1>What is held about ${escapeHtml(person)}</h1>
<p>${escapeHtml(setting)}, made ${escapeHtml(madeAt)}. Children are named by their numbers, unless you named them yourself.</p>
${shown.join('\n')}
<p><strong>${escapeHtml(exempt)}</strong></p>
</main>
</body>
</html>
`;
}
