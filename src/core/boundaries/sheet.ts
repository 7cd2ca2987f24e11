import { KEPT, rights } from '../records/rights.ts';
import { showDay } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import { escapeHtml, htmlFile } from '../talk/html.ts';
import type { BoundaryAgreement } from './boundary.ts';
import { staffSigned, termsOf } from './terms.ts';

/** Why a parent is asked, on the page and on paper alike. */
export const WHY_ASKED =
  'Wherever a parent and a member of staff know each other, we ask both to agree how they keep that apart from the child’s time with us: every child is then treated alike, and nobody is left open to gossip. It says nothing against either of you.';

/** What a refusal means. */
export const UNCHANGED = 'Nothing changes for your child. You need do nothing.';

/** What is kept of the agreement, who reads it, and for how long. */
export function whatIsKept({ staffName }: Pick<BoundaryAgreement, 'staffName'>, setting: Setting): string {
  return `${setting.name} keeps this agreement with your answer, your name and the day. Those who look after it here can read it, and so can ${staffName}. It is erased ${KEPT.children}.`;
}

const STYLE = `
body { font: 12pt/1.5 Georgia, serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff; }
h1 { font-size: 1.5rem; margin-bottom: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 0; }
li { margin: .4rem 0; }
table { width: 100%; border-collapse: collapse; margin-top: 2rem; }
th, td { text-align: left; border-bottom: 1px solid #777; padding: 1.2rem .5rem .3rem 0; vertical-align: bottom; }
.sign { width: 40%; }
@media print { body { margin: 0; } }
`;

/** One page to be printed and signed by hand: a complete HTML file that loads nothing. */
export function sheetOf(agreement: BoundaryAgreement, setting: Setting): string {
  const signed = staffSigned(agreement, setting);
  const whom = setting.phone === null ? setting.name : `${setting.name}, ${setting.phone}`;
  const row = (who: string, name: string, date: string) =>
    `<tr><th scope="row">${escapeHtml(who)}</th><td>${escapeHtml(name)}</td><td class="sign"></td><td>${escapeHtml(date)}</td></tr>`;
  return htmlFile({
    title: `Professional boundaries, B-${agreement.number}`,
    head: '<meta name="robots" content="noindex">\n',
    style: STYLE,
    body: `<h1>Professional boundaries</h1>
<p>${escapeHtml(setting.name)}, B-${agreement.number}</p>
<p>Between ${escapeHtml(agreement.staffName)}, who works here, and ${escapeHtml(agreement.parentName)}, who know each other. We agree:</p>
<ol>
${termsOf(agreement)
  .map((term) => `<li>${escapeHtml(term)}</li>`)
  .join('\n')}
</ol>
<p>It is in force with both signatures, for as long as the child attends.</p>
<p>${escapeHtml(WHY_ASKED)}</p>
<p>It is your choice. ${escapeHtml(UNCHANGED)} If you would like to talk: ${escapeHtml(whom)}.</p>
<table>
<thead><tr><th scope="col">Who</th><th scope="col">Name</th><th scope="col">Signature</th><th scope="col">Date</th></tr></thead>
<tbody>
${row('Member of staff', agreement.staffName, signed ? `signed in chat on ${showDay(signed)}` : '')}
${row('Parent or carer', agreement.parentName, '')}
</tbody>
</table>
<h2>What is kept</h2>
${[whatIsKept(agreement, setting), ...rights(setting, whom)].map((words) => `<p>${escapeHtml(words)}</p>`).join('\n')}`,
  });
}
