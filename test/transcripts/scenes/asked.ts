import { commands } from '../../support/platforms.ts';
import { amina, colin, everyone, helen, karolina, maeve, ruth, tom, zoe } from '../cast.ts';
import { drawn, type Said, type Scene, scene } from '../scene.ts';

type Speaker = (text: string, answers?: Said['answers']) => Said;

/** Who may answer each verb, the words that open its whole form, and the fields that only a button fills. */
const VERBS: Record<string, { by: Speaker; opened?: string; unasked?: string[] }> = {
  me: { by: zoe },
  declare: { by: ruth },
  declarations: { by: zoe },
  update: { by: zoe, opened: 'D-1' },
  confirm: { by: zoe, opened: 'D-1' },
  end: { by: zoe },
  connect: { by: zoe },
  families: { by: amina, unasked: ['drawn'] },
  family: { by: amina, unasked: ['drawn'] },
  arrange: { by: zoe },
  boundary: { by: maeve, opened: 'B-1 read=yes', unasked: ['read', 'sheet', 'confirm'] },
  policy: { by: zoe },
  acknowledge: { by: amina },
  sign: { by: amina },
  contacts: { by: zoe },
  mydata: { by: zoe },
  away: { by: ruth },
  inbox: { by: maeve },
  decide: { by: maeve, opened: 'D-7', unasked: ['confirm'] },
  pass: { by: maeve, unasked: ['confirm'] },
  match: { by: maeve, opened: 'D-10' },
  carers: { by: maeve, unasked: ['skip'] },
  keyperson: { by: ruth },
  keypeople: { by: ruth },
  assign: { by: ruth, unasked: ['confirm'] },
  unassign: { by: ruth },
  register: { by: maeve },
  recuse: { by: maeve },
  hold: { by: maeve },
  unhold: { by: maeve },
  conduct: { by: ruth, unasked: ['confirm'] },
  outstanding: { by: ruth },
  remind: { by: ruth },
  paper: { by: ruth, opened: '"Tom Ridley" policy', unasked: ['confirm'] },
  due: { by: maeve },
  adopt: { by: helen, opened: 'SM', unasked: ['confirm'] },
  child: { by: ruth, opened: '"Isla Marsh"' },
  person: { by: colin, opened: '"Tom Ridley"' },
  upload: { by: ruth, unasked: ['confirm', 'undo'] },
  concern: { by: tom },
  help: { by: karolina },
};

/** For each verb: everybody asks it bare; its form and help on it on each platform; and answers of no use. */
export const asked: Scene[] = commands.flatMap(({ name: verb, fields }) => {
  const row = VERBS[verb];
  if (row === undefined)
    throw new Error(
      `${verb} has no row in VERBS of test/transcripts/scenes/asked.ts: say who may answer it.`,
    );
  const { by, opened, unasked = [] } = row;
  const asks = Object.keys(fields).filter((name) => !unasked.includes(name));
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
