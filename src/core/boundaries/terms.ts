import { type Day, localDay, showDay } from '../rules/days.ts';
import type { Setting, Titles } from '../settings/setting.ts';
import { escapeHtml } from '../talk/html.ts';
import { button } from '../talk/view.ts';
import type { BoundaryAgreement } from './boundary.ts';

/** The terms that are part of every boundary agreement and cannot be adapted (P2, P3). */
const STANDING_TERMS: readonly string[] = [
  'The two of us do not talk about the child over social media or in private messages. We do so at the setting (P2).',
  'The child comes first. What we are to each other stays outside the setting (P3).',
];

/** The template that an officer starts from (P1), one term a line. */
export function templateTerms({ dso, manager }: Titles): string {
  return [
    'At the setting we meet as a member of staff and a parent, as everybody else does.',
    `Questions about the child go to the key person, the ${manager} or the ${dso}.`,
    'The member of staff passes on nothing about other children, families or colleagues, and is not asked to.',
    'When we see each other outside, work stays at work.',
    `If any of this becomes hard, either of us says so to the ${dso}.`,
  ].join('\n');
}

/** All terms, the standing terms first. */
export function termsOf({ terms }: Pick<BoundaryAgreement, 'terms'>): string[] {
  return [...STANDING_TERMS, ...terms.split('\n').map((line) => line.trim())].filter((line) => line !== '');
}

/** The state of an agreement in words for either side. */
export function boundaryState({ state, parentAnswer, parentAnsweredOn }: BoundaryAgreement): string {
  switch (state) {
    case 'awaiting_staff':
      return 'waits for the signature of the member of staff';
    case 'awaiting_parent':
      return parentAnswer === 'declined'
        ? `not in force: the parent declined on ${showDay(parentAnsweredOn ?? '')}`
        : 'waits for the signature of the parent';
    case 'in_force':
      return `in force since ${showDay(parentAnsweredOn ?? '')}`;
    case 'ended':
      return 'ended';
  }
}

/** When and how the member of staff signed. */
export function staffSigned({ staffSignedAt }: BoundaryAgreement, { timezone }: Setting): Day | undefined {
  return staffSignedAt === null ? undefined : localDay(staffSignedAt, timezone);
}

/** One page to be printed and signed by hand: a complete HTML file that loads nothing. */
export function sheetOf(agreement: BoundaryAgreement, setting: Setting): string {
  const signed = staffSigned(agreement, setting);
  const row = (who: string, name: string, date: string) =>
    `<tr><th scope="row">${escapeHtml(who)}</th><td>${escapeHtml(name)}</td><td class="sign"></td><td>${escapeHtml(date)}</td></tr>`;
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Professional boundaries, B-${agreement.number}</title>
<style>
body { font: 12pt/1.5 Georgia, serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff; }
h1 { font-size: 1.5rem; margin-bottom: 0; }
li { margin: .4rem 0; }
table { width: 100%; border-collapse: collapse; margin-top: 2rem; }
th, td { text-align: left; border-bottom: 1px solid #777; padding: 1.2rem .5rem .3rem 0; vertical-align: bottom; }
.sign { width: 40%; }
@media print { body { margin: 0; } }
</style>
</head>
<body>
<h1>Professional boundaries</h1>
<p>${escapeHtml(setting.name)}, B-${agreement.number}</p>
<p>Between ${escapeHtml(agreement.staffName)}, who works here, and ${escapeHtml(agreement.parentName)}, who know each other. We agree:</p>
<ol>
${termsOf(agreement)
  .map((term) => `<li>${escapeHtml(term)}</li>`)
  .join('\n')}
</ol>
<p>It is in force with both signatures, for as long as the child attends. Declining has no effect on the child’s place.</p>
<table>
<thead><tr><th scope="col">Who</th><th scope="col">Name</th><th scope="col">Signature</th><th scope="col">Date</th></tr></thead>
<tbody>
${row('Member of staff', agreement.staffName, signed ? `signed in chat on ${showDay(signed)}` : '')}
${row('Parent or carer', agreement.parentName, '')}
</tbody>
</table>
</body>
</html>
`;
}

/** A button that opens a boundary agreement for reading before it is answered. */
export function openIt(number: number) {
  return button(`Open B-${number}`, 'boundary', { ref: `B-${number}`, read: 'yes' });
}
