import { isFirstNameOf } from '../core/boundaries/agreement.ts';
import type { BoundaryAgreement } from '../core/boundaries/boundary.ts';
import { UNCHANGED, WHY_ASKED, whatIsKept } from '../core/boundaries/sheet.ts';
import { staffSigned, termsOf } from '../core/boundaries/terms.ts';
import { rights } from '../core/records/rights.ts';
import { showDay } from '../core/rules/days.ts';
import type { Setting } from '../core/settings/setting.ts';
import { escapeHtml, htmlFile } from '../core/talk/html.ts';

export const PATH = '/agreement';
/** The longest name, in characters. */
export const NAME_MOST = 200;

/** An agreement that waits for its parent, reached by a valid link. */
export interface Opened {
  agreement: BoundaryAgreement;
  setting: Setting;
  /** Those whose first name opens the page, and whether the parent is the child's carer. */
  children: readonly { name: string; isOwn: boolean }[];
  /** Whom the parent may speak to. */
  toAsk: { name: string; role: 'dso' | 'deputy_dso' | 'manager' } | undefined;
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

/** The first page of a link: it asks for the child's first name, and tells nothing; after a name that is none, also that. */
export function childPage({ setting, key }: Link, again?: string): string {
  const isWrong = again !== undefined;
  return page(
    `${isWrong ? 'Please check: ' : ''}Your child’s first name`,
    `<h1>Please type your child’s first name</h1>
<form method="post" action="${PATH}">
<input type="hidden" name="setting" value="${escapeHtml(setting)}">
<input type="hidden" name="key" value="${escapeHtml(key)}">
<label class="name" for="child">Your child’s first name</label>
<p class="hint" id="child-hint">So that nobody else reads what is meant for you.</p>
${isWrong ? '<p class="wrong" id="child-wrong" role="alert">That is not the name that we have. Please write it as the setting does.</p>' : ''}
<input type="text" id="child" name="child" autocomplete="off" maxlength="${NAME_MOST}" value="${escapeHtml([...(again ?? '')].slice(0, NAME_MOST).join(''))}"${isWrong ? ' aria-describedby="child-hint child-wrong" aria-invalid="true"' : ' aria-describedby="child-hint"'}>
<button type="submit">Go on</button>
</form>`,
  );
}

/** The page with the terms and the two answers; after a faulty reply, also what was wrong. */
export function agreementPage(found: Opened, { key }: Link, child: string, again?: Wrong): string {
  const { agreement, setting } = found;
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
<p>For <strong>${escapeHtml(agreement.parentName)}</strong>. If that is not you, please close this page and tell whoever gave you the link.</p>
<h2>Who asks, and why</h2>
<p>You and ${escapeHtml(agreement.staffName)}, who works here, know each other. ${WHY_ASKED}</p>
<p>${staffSignedOn(found)} The agreement counts once you have signed as well, ${howLong(found, child)}.</p>
<h2>What you both agree</h2>
${termsList(agreement)}
<h2>If you would rather not</h2>
<p>It is your choice. ${UNCHANGED} ${toTalk(found)}</p>
<form method="post" action="${PATH}">
<input type="hidden" name="setting" value="${escapeHtml(setting.id)}">
<input type="hidden" name="key" value="${escapeHtml(key)}">
<input type="hidden" name="child" value="${escapeHtml(child)}">
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
<p class="hint">The link takes one answer. You are given a copy to keep.</p>
</form>
${keptAndRights(found)}`,
  );
}

/** The page after answering, with a copy that the parent may save or print. */
export function thanksPage(found: Opened, child: string, { answer, name }: Reply): string {
  const { agreement, setting } = found;
  const where = `<p class="setting">${escapeHtml(setting.name)}</p>`;
  return page(
    'Thank you',
    answer === 'agree'
      ? `<h1>Thank you</h1>
${where}
<p>You have signed as ${escapeHtml(name)}. ${agreement.state === 'in_force' ? 'With both signatures these boundaries are in force.' : `These boundaries are in force once ${escapeHtml(setting.name)} has looked at your answer.`}</p>
${copyToSave(copyPage(found, child, name))}
${copyOf(found, child, name)}`
      : `<h1>Thank you for telling us</h1>
${where}
<p>${UNCHANGED} ${toTalk(found)}</p>
<p>If you change your mind, we will gladly give you another link, or a sheet to sign.</p>
${copyToSave(copyPage(found, child))}
${keptAndRights(found)}`,
  );
}

/** What the parent answered, as a page of its own: it loads nothing, and leads nowhere. */
function copyPage(found: Opened, child: string, signedAs?: string): string {
  return page(
    `Professional boundaries, ${found.setting.name}`,
    `<h1>Professional boundaries</h1>
<p class="setting">${escapeHtml(found.setting.name)}</p>
${copyOf(found, child, signedAs)}`,
  );
}

/** The agreement with who signed it and when; without a signature, that the parent declined. */
function copyOf(found: Opened, child: string, signedAs?: string): string {
  const { agreement, setting } = found;
  const on = showDay(agreement.parentAnsweredOn ?? '');
  const own = ownChild(found, child);
  return `<h2>${signedAs === undefined ? 'What you were asked to agree' : 'What you have both agreed'}</h2>
<p>Between ${escapeHtml(agreement.staffName)}, who works at ${escapeHtml(setting.name)}, and ${escapeHtml(agreement.parentName)}${own === undefined ? '' : `, for ${escapeHtml(own)}`}:</p>
${termsList(agreement)}
<p>${staffSignedOn(found)} ${signedAs === undefined ? `${escapeHtml(agreement.parentName)} declined on ${on}.` : `${escapeHtml(signedAs)} signed on ${on}.`}</p>
<p>${signedAs === undefined ? UNCHANGED : inForce(found, child)} ${toTalk(found)}</p>
${keptAndRights(found)}`;
}

function inForce(found: Opened, child: string): string {
  return found.agreement.state === 'in_force'
    ? `It holds ${howLong(found, child)}.`
    : `It holds once ${escapeHtml(found.setting.name)} has looked at your answer.`;
}

/** A link that saves the copy, without a script: the page holds it already, as the link to the page opens no more. */
function copyToSave(html: string): string {
  const held = `data:text/html;charset=utf-8;base64,${Buffer.from(html).toString('base64')}`;
  return `<p class="keep"><a class="save" download="professional-boundaries.html" href="${held}">Save a copy</a></p>
<p class="hint">Or print this page. The link does not open again.</p>`;
}

function termsList(agreement: Opened['agreement']): string {
  return `<ol>
${termsOf(agreement)
  .map((term) => `<li>${escapeHtml(term)}</li>`)
  .join('\n')}
</ol>`;
}

/** The first name, as the setting writes it, of the child that opened the page, if the parent is its carer. */
function ownChild({ children }: Opened, typed: string): string | undefined {
  const child = children.find((each) => isFirstNameOf(typed, [each]));
  return child?.isOwn ? child.name.trim().split(/\s+/)[0] : undefined;
}

function howLong(found: Opened, child: string): string {
  const own = ownChild(found, child);
  return own === undefined
    ? 'for as long as the child comes here'
    : `for as long as ${escapeHtml(own)}, or another child of yours, comes here`;
}

function staffSignedOn({ agreement, setting }: Opened): string {
  const on = staffSigned(agreement, setting);
  return on === undefined ? '' : `${escapeHtml(agreement.staffName)} signed on ${showDay(on)}.`;
}

/** Who may be spoken to, in words and as a name; the setting itself where nobody is in post. */
function askable({ toAsk, setting }: Opened): string {
  if (toAsk === undefined) return escapeHtml(setting.name);
  const { name, role } = toAsk;
  const title = setting.titles[role];
  return escapeHtml(`${name} (${role === 'manager' ? title : `${title}, safeguarding`})`);
}

function toTalk(found: Opened): string {
  const { phone } = found.setting;
  return `If you would like to talk: ${askable(found)}${phone === null ? '' : `, ${telephone(phone)}`}.`;
}

/** A number that can be rung by a touch, where it is no more than a number. */
function telephone(phone: string): string {
  const shown = escapeHtml(phone);
  return /^\+?[\d ()-]{5,30}$/.test(phone)
    ? `<a href="tel:${phone.replace(/[^+\d]/g, '')}">${shown}</a>`
    : shown;
}

function keptAndRights(found: Opened): string {
  const { agreement, setting } = found;
  return `<h2>What is kept</h2>
<p>${escapeHtml(whatIsKept(agreement, setting))}</p>
${rights({ name: escapeHtml(setting.name) }, askable(found))
  .map((words) => `<p>${words}</p>`)
  .join('\n')}`;
}

/** The content security policy holds the digest of this style sheet. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --quiet: #50505a; --line: #767680; --act: #1f4f8f; --on-act: #fff; --wrong: #a3150f; }
@media (prefers-color-scheme: dark) { :root { --ink: #ededf2; --paper: #16161a; --quiet: #b9b9c4; --line: #8d8d99; --act: #a9c8f5; --on-act: #10233d; --wrong: #ffb4a9; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 36rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.1rem; line-height: 1.3; margin: 1.75rem 0 .5rem; }
p { margin: .5rem 0; }
a { color: var(--act); }
.setting, .hint { color: var(--quiet); }
.setting { margin: .25rem 0 1.5rem; }
ol { margin: .5rem 0; padding-left: 1.4rem; }
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
.summary h2 { margin: 0; }
.summary ul { margin: .25rem 0 0; padding-left: 1.2rem; }
.summary a, .wrong { color: var(--wrong); }
.wrong { margin: .25rem 0; font-weight: 600; }
[aria-invalid=true][type=text] { border: 2px solid var(--wrong); }
.keep { margin: 1.5rem 0 .5rem; }
.save { display: inline-block; min-height: 3rem; padding: .6rem 1.4rem; font-weight: 600; color: var(--on-act); background: var(--act); border-radius: .35rem; text-decoration: none; }
@media print { form, .hint, .keep { display: none; } }
`;

function page(title: string, body: string): string {
  return htmlFile({
    title,
    style: STYLE,
    body: `<main>
${body}
</main>`,
  });
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
