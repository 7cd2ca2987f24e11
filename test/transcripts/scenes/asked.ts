import { amina, colin, everyone, helen, karolina, maeve, ruth, tom, zoe } from '../cast.ts';
import { drawn, type Said, type Scene, scene } from '../scene.ts';

type Speaker = (text: string, answers?: Said['answers']) => Said;

/** Every verb: who may answer it, its questions, and the words that open its whole form. */
const VERBS: Record<string, { by: Speaker; asks: string[]; opened?: string }> = {
  me: { by: zoe, asks: [] },
  declare: { by: ruth, asks: ['who', 'kind', 'child', 'since', 'networks', 'note', 'on_behalf_of'] },
  declarations: { by: zoe, asks: [] },
  update: { by: zoe, asks: ['ref', 'who', 'kind', 'child', 'since', 'networks', 'note'], opened: 'D-1' },
  confirm: { by: zoe, asks: ['ref', 'still_true', 'affected_child'], opened: 'D-1' },
  end: { by: zoe, asks: ['ref', 'ended_on', 'reason'] },
  connect: { by: zoe, asks: ['who', 'network'] },
  families: { by: amina, asks: ['known'] },
  family: { by: amina, asks: ['child', 'answer'] },
  arrange: { by: zoe, asks: ['child', 'kind', 'starts_on', 'note'] },
  boundary: {
    by: maeve,
    asks: ['ref', 'terms', 'parent_answer', 'parent_signed_on', 'agree'],
    opened: 'B-1 read=yes',
  },
  policy: { by: zoe, asks: ['code'] },
  acknowledge: { by: amina, asks: ['code', 'answer', 'statements', 'reason'] },
  sign: { by: amina, asks: ['full_name', 'agree'] },
  contacts: { by: zoe, asks: ['child'] },
  mydata: { by: zoe, asks: [] },
  away: { by: ruth, asks: ['from', 'to', 'staff'] },
  inbox: { by: maeve, asks: [] },
  decide: { by: maeve, asks: ['ref', 'outcome', 'affected_child', 'note', 'next_review'], opened: 'D-7' },
  pass: { by: maeve, asks: ['ref'] },
  match: { by: maeve, asks: ['ref', 'person', 'child', 'reject'], opened: 'D-10' },
  keyperson: { by: ruth, asks: ['child', 'on'] },
  assign: { by: ruth, asks: ['child', 'staff', 'role', 'from'] },
  unassign: { by: ruth, asks: ['child', 'staff', 'on', 'reason'] },
  recuse: { by: maeve, asks: ['child', 'remind'] },
  hold: { by: maeve, asks: ['child', 'staff', 'reason'] },
  unhold: { by: maeve, asks: ['child', 'staff', 'reason'] },
  conduct: { by: ruth, asks: ['staff', 'clause', 'ref', 'outcome', 'note'] },
  outstanding: { by: ruth, asks: ['code', 'on', 'format'] },
  due: { by: maeve, asks: [] },
  adopt: {
    by: helen,
    asks: ['code', 'change', 'version', 'adopted_on', 'next_review', 'signatory', 'signatory_role'],
    opened: 'SM',
  },
  child: { by: ruth, asks: ['name', 'starts_on', 'leaves_on', 'carers'], opened: '"Isla Marsh"' },
  person: {
    by: colin,
    asks: [
      'name',
      'ref',
      'email',
      'roles',
      'line_manager',
      'starts_on',
      'leaves_on',
      'key_person_capable',
      'slack_user',
      'teams_user',
    ],
    opened: '"Tom Ridley"',
  },
  concern: { by: tom, asks: [] },
  help: { by: karolina, asks: ['verb'] },
};

/** For each verb: everybody asks it bare; its form and help on it on each platform; and answers of no use. */
export const asked: Scene[] = Object.entries(VERBS).flatMap(([verb, { by, asks, opened }]) => {
  const whole = opened === undefined ? verb : `${verb} ${opened}`;
  const all = (words: string) => Object.fromEntries(asks.map((name) => [name, words]));
  const last = asks.at(-1);
  return [
    scene(`${verb}/asked-by-everyone`, 'rich', ...everyone.map((who) => who(verb))),
    scene(`${verb}/drawn`, 'rich', drawn(by(verb)), drawn(by(whole)), drawn(by(`help ${verb}`))),
    scene(
      `${verb}/sent-empty`,
      'rich',
      by(`${verb} colour=red`),
      by(verb, { colour: 'red' }),
      ...(last === undefined ? [] : [by(whole, { [last]: '' }), by(verb, all(''))]),
    ),
    ...(last === undefined
      ? []
      : [
          scene(
            `${verb}/sent-with-nonsense`,
            'rich',
            by(verb, all('???')),
            by(verb, all('31/02/2024')),
            by(verb, all('2206-01-01')),
            by(verb, all('a\u0007bell')),
            by(verb, all('far too long '.repeat(170))),
          ),
        ]),
  ];
});

export const helped: Scene[] = [
  scene('help/on-every-verb', 'rich', ...Object.keys(VERBS).map((verb) => ruth(`help ${verb}`))),
  scene('help/on-every-verb-for-staff', 'rich', ...Object.keys(VERBS).map((verb) => zoe(`help ${verb}`))),
  scene(
    'help/on-what-there-is-not',
    'rich',
    zoe('help worried'),
    zoe('help babysitting'),
    zoe('help nothing'),
  ),
];
