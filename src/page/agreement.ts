import type { BoundaryAgreement } from '../core/boundaries/boundary.ts';
import { termsOf } from '../core/boundaries/terms.ts';
import type { Setting } from '../core/settings/setting.ts';
import { escapeHtml } from '../core/talk/html.ts';

export const PATH = '/agreement';
/** The longest name, in characters. */
export const NAME_MOST = 200;

/** An agreement that waits for its parent, reached by a valid link. */
export interface Opened {
  agreement: BoundaryAgreement;
  setting: Setting;
}

/** A link's parts: the setting's id, and the one-time token. */
export interface Link {
  setting: string;
  key: string;
}

/** What the parent answered. */
export interface Reply {
  answer: 'agree' | 'decline';
  name: string;
}

/** What is wrong with a reply, by question, and the reply itself. */
export interface Wrong {
  wrong: { answer?: string; name?: string };
  answer: string;
  name: string;
}

/** The page with the terms and the two answers; after a faulty reply, also what was wrong. */
export function agreementPage({ agreement, setting }: Opened, { key }: Link, again?: Wrong): string {
  const { wrong = {} } = again ?? {};
  const faults = Object.entries(wrong);
  const described = (field: 'answer' | 'name', hint?: string) => {
    const ids = [...(hint ? [hint] : []), ...(wrong[field] ? [`${field}-wrong`] : [])];
    return `${ids.length > 0 ? ` aria-describedby="${ids.join(' ')}"` : ''}${wrong[field] ? ' aria-invalid="true"' : ''}`;
  };
  const fault = (field: 'answer' | 'name') =>
    wrong[field] ? `<p class="wrong" id="${field}-wrong">${escapeHtml(wrong[field])}</p>` : '';
  const checked = (answer: string) => (again?.answer === answer ? ' checked' : '');
  return page(
    `${faults.length > 0 ? 'Please check: ' : ''}Professional boundaries`,
    `<h1>Professional boundaries</h1>
<p class="setting">${escapeHtml(setting.name)}</p>
${
  faults.length > 0
    ? `<div class="summary" role="alert"><h2>Nothing was sent yet</h2><ul>${faults
        .map(
          ([field, words]) =>
            `<li><a href="#${field === 'name' ? 'name' : 'agree'}">${escapeHtml(words)}</a></li>`,
        )
        .join('')}</ul></div>`
    : ''
}
<p>${escapeHtml(agreement.staffName)} works here, and the two of you know each other. While your child is with us, you both agree:</p>
<ol>
${termsOf(agreement)
  .map((term) => `<li>${escapeHtml(term)}</li>`)
  .join('\n')}
</ol>
<p>It is your choice. Declining has no effect on your child’s place. If something does not fit, speak with the person who gave you this link.</p>
<form method="post" action="${PATH}">
<input type="hidden" name="setting" value="${escapeHtml(setting.id)}">
<input type="hidden" name="key" value="${escapeHtml(key)}">
<fieldset${described('answer')}>
<legend>Your answer</legend>
${fault('answer')}
<div class="choice"><input type="radio" id="agree" name="answer" value="agree"${checked('agree')}><label for="agree">I agree to these boundaries</label></div>
<div class="choice"><input type="radio" id="decline" name="answer" value="decline"${checked('decline')}><label for="decline">I decline</label></div>
</fieldset>
<label class="name" for="name">Your full name</label>
<p class="hint" id="name-hint">This is your signature. If you decline, you may leave it empty.</p>
${fault('name')}
<input type="text" id="name" name="name" autocomplete="name" maxlength="${NAME_MOST}" value="${escapeHtml(again?.name ?? '')}"${described('name', 'name-hint')}>
<button type="submit">Send my answer</button>
</form>
<p class="hint">${escapeHtml(setting.name)} keeps your answer, your name and the date with this agreement. The link works once.</p>`,
  );
}

/** The page after answering, which the parent may print or save. */
export function thanksPage({ agreement, setting }: Opened, { answer, name }: Reply): string {
  const terms = termsOf(agreement)
    .map((term) => `<li>${escapeHtml(term)}</li>`)
    .join('\n');
  return page(
    'Thank you',
    answer === 'agree'
      ? `<h1>Thank you</h1>
<p class="setting">${escapeHtml(setting.name)}</p>
<p>You have signed as ${escapeHtml(name)}. With both signatures these boundaries are in force:</p>
<ol>
${terms}
</ol>
<p>Print or save this page if you would like to keep it: the link does not open again.</p>`
      : `<h1>Thank you</h1>
<p class="setting">${escapeHtml(setting.name)}</p>
<p>You have declined. That is recorded, and has no effect on your child’s place. Somebody will speak with you.</p>
<p>You can close this page: the link does not open again.</p>`,
  );
}

/** The content security policy holds the digest of this style sheet. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --quiet: #50505a; --line: #767680; --act: #1f4f8f; --on-act: #fff; --wrong: #a3150f; }
@media (prefers-color-scheme: dark) { :root { --ink: #ededf2; --paper: #16161a; --quiet: #b9b9c4; --line: #8d8d99; --act: #a9c8f5; --on-act: #10233d; --wrong: #ffb4a9; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 36rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.1rem; margin: 0; }
.setting, .hint { color: var(--quiet); }
.setting { margin: .25rem 0 1.5rem; }
ol { padding-left: 1.4rem; }
li { margin: .5rem 0; }
fieldset { border: 0; margin: 1.75rem 0 1.25rem; padding: 0; min-width: 0; }
legend, .name { font-weight: 600; padding: 0; }
.choice { display: flex; align-items: center; gap: .75rem; min-height: 2.75rem; }
.choice input { width: 1.5rem; height: 1.5rem; margin: 0; flex: none; accent-color: var(--act); }
.choice label { flex: 1; padding: .5rem 0; }
.hint { margin: .15rem 0 .5rem; font-size: .95rem; }
input[type=text] { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .35rem; }
button { display: block; margin: 1.5rem 0; min-height: 3rem; padding: .6rem 1.4rem; font: inherit; font-weight: 600; color: var(--on-act); background: var(--act); border: 0; border-radius: .35rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 3px; }
.summary { border: 2px solid var(--wrong); border-radius: .35rem; padding: .75rem 1rem; margin: 0 0 1.5rem; }
.summary ul { margin: .25rem 0 0; padding-left: 1.2rem; }
.summary a, .wrong { color: var(--wrong); }
.wrong { margin: .25rem 0; font-weight: 600; }
[aria-invalid=true][type=text] { border: 2px solid var(--wrong); }
@media print { form, .hint { display: none; } }
`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

/** The page for a wrong, a spent and an expired link. */
export const NOTHING = page(
  'This link does not open anything',
  '<h1>This link does not open anything</h1>\n<p>It may have been used already, or be too old. Please ask the person who gave it to you for another.</p>',
);
export const FULL = page(
  'Your answer could not be kept',
  '<h1>Your answer could not be kept</h1>\n<p>The machine behind this page has no room left. Please tell the person who gave you the link, and try again later: it still opens.</p>',
);
export const BUSY = page(
  'Please try again in a minute',
  '<h1>Please try again in a minute</h1>\n<p>There have been many requests just now.</p>',
);
