import { afterEach, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { parentAnswers } from '../../../src/core/boundaries/agreement.ts';
import { deliver } from '../../../src/core/notices/deliver.ts';
import { remind } from '../../../src/core/notices/due.ts';
import type { Content, NoticeRow } from '../../../src/core/notices/notice.ts';
import { recordMended, tellOfFault } from '../../../src/core/notices/tell-of-machine.ts';
import type { Role } from '../../../src/core/people/person.ts';
import type { Message } from '../../../src/core/platform.ts';
import { DEFAULT_PROFILE } from '../../../src/core/settings/setting.ts';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { acceptingPlatform } from '../../support/platforms.ts';
import { put } from '../../support/put.ts';
import { openSetting, type TestSetting, type Variation, words } from '../../support/setting.ts';

const calendar = createCalendar();
let elm: TestSetting;
afterEach(() => elm.close());

const refusing = acceptingPlatform({ deliver: async () => ({ kind: 'never', reason: '403' }) });

/** Somebody says something, or something is done to the register. */
type Step = readonly [who: string, said: string] | (() => Promise<unknown>);

interface Case {
  /** What else is so: told of in the title. */
  where?: string;
  elm?: Variation;
  /** On Monday morning. */
  before?: readonly Step[];
  /** On Monday night, when nothing leaves. */
  tell?: readonly Step[];
  /** The clock ticks then, before dawn: for what the calendar raises. Otherwise the commands tell, and it is Tuesday. */
  tick?: string;
  /** Whom it goes to, and how urgently. */
  to: readonly string[];
  /** One recipient among many. */
  of?: string;
  /** Done before it leaves, and nobody is told; or why it is told whatever happens meanwhile. */
  moot: readonly [Step, ...Step[]] | { never: string };
  /** What settles it on the day on which it was sent, where `moot` cannot be done that late. */
  settled?: readonly Step[];
  /** Happens once more before the first has left: only the last is told. */
  again?: readonly Step[];
}

const SARAH = 'declare "Sarah Reed" friend since=2015';
const NOTED = [MAEVE, 'decide D-1 noted'] as const;
const declared = [TOM, SARAH] as const;
const closed: Step = [MAEVE, 'decide D-1 closed note=over'];
const drafted: Step[] = [declared, [MAEVE, 'boundary D-1']];
const signed: Step[] = [...drafted, [TOM, 'boundary B-1 agree=yes']];
/** Of a declaration that is decided, so that it can be closed. */
const agreed: Step[] = [declared, NOTED, [MAEVE, 'boundary D-1'], [TOM, 'boundary B-1 agree=yes']];
const LOST = [RUTH, 'child "Mia Reed" carers="Sarah Reed (mother)"'] as const;
const BACK = [RUTH, 'child "Mia Reed" carers="Sarah Reed (mother); Mike Reed (father)"'] as const;
const KNOWN = [ZOE, 'declare "Mike Reed" friend since=2019'] as const;
const paper = (who: string): Step => [who, 'boundary B-1 parent_answer=paper parent_signed_on=2026-11-23'];
const appoint = (who: string, role: Role) => async () => {
  const person = await elm.person(who);
  await elm.change((register) =>
    put(register, {
      people: [{ ...person, posts: [...person.posts, { role, from: '2026-11-01', until: null }] }],
    }),
  );
};
const unable = () =>
  elm.change(async (register, setting) => {
    for (const person of await register.people.employed(setting))
      await put(register, { people: [{ ...person, keyPersonCapable: false }] });
  });
const allocate = (to: string, childNumber: number) => async () => {
  const staff = (await elm.person(to)).id;
  await elm.change(async (register, setting) => {
    const child = await register.children.byNumber(setting, childNumber);
    await put(register, {
      allocations: [
        {
          setting,
          id: 'given',
          number: 900,
          child: child?.id ?? '',
          staff,
          role: 'key_person',
          from: '2026-11-23',
          until: null,
          flaggedOn: null,
          dueOn: null,
          endReason: null,
          toldOn: null,
        },
      ],
    });
  });
};
const onThePage = (said: 'page' | 'declined') => () =>
  elm.change(async (register, id) => {
    const setting = await register.settings.byId(id);
    const [agreement] = await register.boundaries.unsigned(id);
    if (!setting || !agreement) throw new Error('nothing to sign');
    const scene = { register, setting, calendar, now: at('2026-11-23T21:30:00Z'), today: '2026-11-23' };
    const answer = { answer: said, on: '2026-11-23', typed: 'Sarah Reed', recordedBy: null } as const;
    await parentAnswers(scene, agreement, await elm.declaration(1), answer);
  });
const TWO_APPROVE: Variation = { setting: { profile: { ...DEFAULT_PROFILE, second_approval: true } } };
const IN_SLACK: Variation = { setting: { tenants: { slack: 'T1' } } };
/** An account that they use. */
const bound =
  (who: string, named = false) =>
  async () => {
    const { id: person } = await elm.person(who);
    await elm.change((register, setting) =>
      register.accounts.bind({
        platform: 'test',
        tenant: 'elm',
        user: who,
        setting,
        person,
        lastUsedAt: at('2026-11-23T09:00:00Z'),
        named,
      }),
    );
  };
const refused = () =>
  deliver({ store: elm.store, platforms: [refusing], calendar, now: at('2026-11-24T08:10:00Z') });
let minute = 0;
const nextMinute = () => new Date(at('2026-11-23T21:00:00Z').getTime() + minute++ * 60_000);
const failed = () => {
  const now = nextMinute();
  return tellOfFault({ store: elm.store, calendar, now }, 'backup', now);
};
const mended = () => recordMended({ store: elm.store, now: nextMinute() }, 'backup');
const officerless: Variation = { without: [MAEVE, PRIYA, CHAIR] };

/** Of each kind of message: who is told, how urgently, and what makes it moot. A kind that says less does not compile. */
const CASES: Record<Content['kind'], readonly [Case, ...Case[]]> = {
  submitted: [
    { tell: [declared], to: [`${MAEVE} alert`], moot: [NOTED] },
    {
      where: 'and passed on since',
      tell: [declared],
      to: [`${MAEVE} alert`],
      moot: [[MAEVE, 'pass D-1']],
    },
  ],
  updated: [
    { before: [declared, NOTED], tell: [[TOM, 'update D-1 note=so']], to: [`${MAEVE} alert`], moot: [NOTED] },
  ],
  end: [
    {
      before: [declared, NOTED],
      tell: [[TOM, 'end D-1 ended_on=2026-11-20 reason=moved']],
      to: [`${MAEVE} alert`],
      moot: [closed],
    },
  ],
  review: [
    {
      before: [declared, NOTED],
      tell: [[TOM, 'confirm D-1 yes yes']],
      to: [`${MAEVE} alert`],
      moot: [NOTED],
    },
  ],
  matched: [
    {
      where: 'and it is then another officer’s',
      before: [
        [TOM, 'declare "Nobody Else" friend since=2019'],
        [MAEVE, 'declare "Sarah Reed" friend since=2019'],
      ],
      tell: [[MAEVE, 'match D-1 person="Sarah Reed"']],
      to: [`${PRIYA} alert`],
      moot: [[PRIYA, 'decide D-1 noted']],
    },
  ],
  effect: [
    { tell: [declared], to: [`${RUTH} routine`], moot: { never: 'it was recorded' } },
    {
      where: 'on an allocation',
      tell: [[ZOE, SARAH]],
      to: [`${RUTH} alert`],
      moot: [[RUTH, 'assign "Mia Reed" "Karolina Nowak"']],
    },
  ],
  unroutable: [
    {
      elm: officerless,
      tell: [[RUTH, SARAH]],
      to: [`${ADMIN} alert`],
      moot: [appoint('Karolina Nowak', 'dso')],
    },
  ],
  declared: [
    {
      tell: [[TOM, 'arrange "Mia Reed" kind=lift starts_on=2026-12-05']],
      to: [`${MAEVE} alert`],
      moot: [[MAEVE, 'decide A-1 acknowledged']],
    },
  ],
  passed: [
    {
      before: [declared],
      tell: [[MAEVE, 'pass D-1']],
      to: [`${PRIYA} alert`],
      moot: [[PRIYA, 'decide D-1 noted']],
    },
  ],
  'handed-on': [
    { before: signed, tell: [[MAEVE, 'pass B-1']], to: [`${PRIYA} alert`], moot: [paper(PRIYA)] },
  ],
  'void-proposed': [
    {
      before: [declared],
      tell: [[MAEVE, 'decide D-1 void note=x']],
      to: [`${PRIYA} alert`],
      moot: [[PRIYA, 'decide D-1 noted']],
      again: [
        [PRIYA, 'decide D-1 noted'],
        [MAEVE, 'decide D-1 void note=y'],
      ],
    },
    {
      where: 'where there is no other officer, to its declarer',
      elm: { without: [PRIYA, CHAIR], roles: { [RUTH]: ['staff'] } },
      before: [declared],
      tell: [[MAEVE, 'decide D-1 void note=x']],
      to: [`${TOM} routine`],
      moot: [[TOM, 'confirm D-1 still_true=yes affected_child=no']],
    },
  ],
  'void-declined': [
    {
      before: [declared, [MAEVE, 'decide D-1 void note=x']],
      tell: [[PRIYA, 'decide D-1 noted']],
      to: [`${MAEVE} alert`],
      moot: [NOTED],
    },
    {
      where: 'and passed on since',
      before: [declared, [MAEVE, 'decide D-1 void note=x']],
      tell: [[PRIYA, 'decide D-1 noted']],
      to: [`${MAEVE} alert`],
      moot: [[MAEVE, 'pass D-1']],
    },
    {
      where: 'of one that is decided',
      before: [declared, NOTED, [MAEVE, 'decide D-1 void note=x']],
      tell: [[PRIYA, 'decide D-1 noted']],
      to: [`${MAEVE} alert`],
      moot: [closed],
    },
    {
      where: 'and proposed again',
      before: [declared, [MAEVE, 'decide D-1 void note=x']],
      tell: [[PRIYA, 'decide D-1 noted']],
      to: [`${MAEVE} alert`],
      moot: [[MAEVE, 'decide D-1 void note=y']],
    },
  ],
  match: [
    {
      before: [[TOM, 'declare "Peter Lund" friend since=2019']],
      tell: [[RUTH, 'child "Anna Lund" starts_on=24/11/2026 carers="Peter Lund (father)"']],
      to: [`${MAEVE} alert`],
      moot: [[MAEVE, 'match D-1 reject']],
    },
  ],
  'carer-lost': [
    { before: [KNOWN], tell: [LOST], to: [`${MAEVE} alert`], moot: [BACK] },
    {
      where: 'to a mere relative, and settled since',
      before: [KNOWN],
      tell: [[RUTH, 'child "Mia Reed" carers="Sarah Reed (mother); Mike Reed (relative: father)"']],
      to: [`${MAEVE} alert`],
      moot: [[MAEVE, 'match D-1 carer=parent']],
    },
  ],
  basis: [
    {
      before: [[TOM, 'declare "Sarah Reed" friend since=2026-02'], NOTED],
      tell: [[RUTH, 'child "Mia Reed" starts_on=2026-09-03']],
      to: [`${TOM} routine`],
      moot: [[TOM, 'update D-1 since=2026-03']],
      again: [[TOM, 'update D-1 since=2026-03'], NOTED, [RUTH, 'child "Mia Reed" starts_on=2025-09-03']],
    },
  ],
  'update-required': [
    {
      before: [[TOM, 'declare "Nobody Else" friend since=2019'], NOTED],
      tell: [[MAEVE, 'match D-1 person="Sarah Reed"']],
      to: [`${TOM} routine`],
      moot: [[TOM, 'update D-1 note=so']],
    },
  ],
  'said-away': [
    {
      tell: [[RUTH, `away staff="${TOM}" from=2026-11-23 to=2026-11-27`]],
      to: [`${TOM} routine`],
      moot: [[TOM, 'confirm "Tom Ridley" still_true=no']],
    },
    {
      where: 'to an officer',
      tell: [[RUTH, `away staff="${MAEVE}" from=2026-11-23 to=2026-11-27`]],
      to: [`${MAEVE} alert`],
      moot: [[MAEVE, `confirm "${MAEVE}" still_true=yes`]],
    },
  ],
  'absence-shortened': [
    {
      before: [[MAEVE, 'away from=2026-11-23 to=2026-12-18']],
      tell: [[RUTH, `away staff="${MAEVE}" from=2026-11-23 to=2026-11-27`]],
      to: [`${MAEVE} alert`],
      moot: { never: 'it happened' },
    },
    {
      where: 'to a member of staff',
      before: [[TOM, 'away from=2026-11-23 to=2026-12-18']],
      tell: [[RUTH, `away staff="${TOM}" from=2026-11-23 to=2026-11-27`]],
      to: [`${TOM} routine`],
      moot: { never: 'it happened' },
    },
  ],
  'officer-said-away': [
    {
      tell: [[RUTH, `away staff="${MAEVE}" from=2026-11-23 to=2026-11-27`]],
      to: [`${ADMIN} alert`, `${CHAIR} alert`, `${PRIYA} alert`],
      moot: [[ADMIN, `confirm "${MAEVE}" still_true=yes`]],
    },
  ],
  'office-proposed': [
    {
      tell: [[ADMIN, `person "${PRIYA}" roles=staff`]],
      to: [`${CHAIR} alert`, `${MAEVE} alert`, `${RUTH} alert`],
      moot: [[CHAIR, `confirm "${PRIYA}" still_true=no`]],
    },
  ],
  'office-answered': [
    {
      before: [[ADMIN, `person "${PRIYA}" roles=staff`]],
      tell: [[CHAIR, `confirm "${PRIYA}" still_true=no`]],
      to: [`${ADMIN} routine`],
      moot: { never: 'it was answered' },
    },
  ],
  'officers-changed': [
    {
      tell: [[ADMIN, `person "${TOM}" roles=staff,deputy_dso`]],
      to: [`${CHAIR} alert`, `${MAEVE} alert`],
      moot: { never: 'it happened' },
    },
  ],
  'account-claimed': [
    {
      elm: IN_SLACK,
      before: [bound(TOM)],
      tell: [[RUTH, `person "${TOM}" slack_user=USPARE`]],
      to: [`${TOM} routine`],
      moot: [[TOM, `confirm "${TOM}" still_true=no`]],
    },
    {
      where: 'of an officer',
      elm: IN_SLACK,
      before: [bound(MAEVE)],
      tell: [[ADMIN, `person "${MAEVE}" slack_user=USPARE`]],
      to: [`${MAEVE} alert`],
      moot: [[MAEVE, `confirm "${MAEVE}" still_true=yes`]],
    },
  ],
  'account-waits': [
    {
      elm: IN_SLACK,
      tell: [[RUTH, `person "${TOM}" slack_user=USPARE`]],
      to: [`${ADMIN} alert`, `${CHAIR} alert`, `${MAEVE} alert`, `${PRIYA} alert`],
      moot: [[ADMIN, `confirm "${TOM}" still_true=yes`]],
    },
  ],
  'account-answered': [
    {
      elm: IN_SLACK,
      before: [[RUTH, `person "${TOM}" slack_user=USPARE`]],
      tell: [[ADMIN, `confirm "${TOM}" still_true=yes`]],
      to: [`${RUTH} routine`],
      moot: { never: 'it was answered' },
    },
  ],
  'account-ended': [
    {
      before: [bound(TOM)],
      tell: [[RUTH, `person "${TOM}" email=tom.ridley@elm.test new=no`]],
      to: [`${TOM} alert`],
      moot: { never: 'it happened' },
    },
  ],
  'account-changed': [
    {
      before: [bound(TOM, true)],
      tell: [[RUTH, `person "${TOM}" email=tom.ridley@elm.test new=no`]],
      to: [`${TOM} alert`],
      moot: { never: 'it happened' },
    },
  ],
  'accounts-changed': [
    {
      before: [bound(TOM)],
      tell: [[RUTH, `person "${TOM}" email=tom.ridley@elm.test new=no`]],
      to: [`${MAEVE} alert`],
      moot: { never: 'it happened' },
    },
    {
      where: 'of the safeguarding officer',
      before: [bound(MAEVE)],
      tell: [[ADMIN, `person "${MAEVE}" email=maeve.o@elm.test new=no`]],
      to: [`${PRIYA} alert`],
      moot: { never: 'it happened' },
    },
  ],
  'taken-over': [
    {
      elm: { without: [PRIYA, CHAIR] },
      before: [declared, [RUTH, `away staff="${MAEVE}" from=2026-11-23 to=2026-12-18`]],
      tick: '2026-11-26',
      to: [`${ADMIN} alert`, `${MAEVE} alert`],
      moot: [[MAEVE, `confirm "${MAEVE}" still_true=no`]],
    },
  ],
  denied: [
    {
      before: [[RUTH, `${SARAH} on_behalf_of="${TOM}"`], NOTED],
      tell: [[TOM, 'confirm D-1 still_true=no']],
      to: [`${MAEVE} alert`],
      moot: [closed],
    },
  ],
  unconfirmed: [
    {
      before: [[RUTH, `${SARAH} on_behalf_of="${TOM}"`], NOTED],
      tick: '2026-12-07',
      to: [`${MAEVE} alert`],
      moot: [[TOM, 'confirm D-1 still_true=yes']],
    },
  ],
  unanswered: [
    {
      where: 'a question, of its declarer',
      before: [declared, [MAEVE, 'decide D-1 outcome=returned note="Since when?"']],
      tick: '2026-11-27',
      to: [`${TOM} routine`],
      moot: [[TOM, 'update D-1 note=always']],
    },
    {
      where: 'a question that has waited for two weeks, of the officer, too',
      before: [declared, [MAEVE, 'decide D-1 outcome=returned note="Since when?"']],
      tick: '2026-12-08',
      to: [`${TOM} routine`, `${MAEVE} routine`],
      moot: [[TOM, 'update D-1 note=always']],
    },
  ],
  'on-behalf': [
    {
      where: 'of an officer',
      tell: [[MAEVE, `${SARAH} on_behalf_of="${RUTH}"`]],
      of: RUTH,
      to: [`${RUTH} alert`],
      moot: [[RUTH, 'confirm D-1 still_true=no']],
    },
    {
      tell: [[MAEVE, `${SARAH} on_behalf_of="${TOM}"`]],
      to: [`${TOM} routine`],
      moot: [[TOM, 'confirm D-1 still_true=yes affected_child=no']],
    },
  ],
  'flag-lifted': [
    {
      before: [[MAEVE, 'hold "Mia Reed" staff="Zoë Adeyemi" reason=x']],
      tell: [[MAEVE, 'unhold "Mia Reed" staff="Zoë Adeyemi" reason=settled']],
      to: [`${RUTH} routine`],
      moot: [[MAEVE, 'hold "Mia Reed" staff="Zoë Adeyemi" reason=y']],
    },
  ],
  reallocation: [
    {
      tell: [[MAEVE, 'hold "Mia Reed" staff="Zoë Adeyemi" reason=x']],
      to: [`${MAEVE} alert`, `${RUTH} alert`],
      moot: [[RUTH, 'assign "Mia Reed" "Karolina Nowak"']],
      again: [
        [MAEVE, 'unhold "Mia Reed" staff="Zoë Adeyemi" reason=settled'],
        [MAEVE, 'hold "Mia Reed" staff="Zoë Adeyemi" reason=y'],
      ],
    },
    {
      where: 'through a carer',
      tell: [
        [
          RUTH,
          'child "Mia Reed" carers="Sarah Reed (mother); Mike Reed (father); Zoë Adeyemi <zoe@elm.test>"',
        ],
      ],
      to: [`${MAEVE} alert`, `${RUTH} alert`],
      moot: [[RUTH, 'assign "Mia Reed" "Karolina Nowak"']],
    },
  ],
  'nobody-may': [
    {
      before: [unable],
      tell: [[RUTH, 'keyperson "Callum McBride"']],
      to: [`${MAEVE} alert`, `${RUTH} alert`],
      moot: [allocate(TOM, 11)],
    },
  ],
  drafted: [
    {
      before: [declared],
      tell: [[MAEVE, 'boundary D-1']],
      to: [`${TOM} routine`],
      moot: [[TOM, 'boundary B-1 agree=yes']],
    },
  ],
  staff: [
    {
      before: drafted,
      tell: [[TOM, 'boundary B-1 agree=yes']],
      to: [`${MAEVE} alert`],
      moot: [paper(MAEVE)],
      again: [[TOM, 'boundary B-1 agree=no']],
    },
  ],
  parent: [
    { before: agreed, tell: [paper(MAEVE)], to: [`${TOM} routine`], moot: [closed] },
    {
      where: 'declined, and signed since',
      before: agreed,
      tell: [[MAEVE, 'boundary B-1 parent_answer=declined']],
      to: [`${TOM} routine`],
      moot: [closed],
      again: [paper(MAEVE)],
    },
  ],
  answered: [
    { before: agreed, tell: [onThePage('page')], to: [`${MAEVE} alert`], moot: [closed] },
    {
      where: 'declined, and signed since',
      before: agreed,
      tell: [onThePage('declined')],
      to: [`${MAEVE} alert`],
      moot: [paper(MAEVE)],
    },
  ],
  allocated: [
    {
      of: TOM,
      tell: [[RUTH, 'assign "Callum McBride" "Tom Ridley"']],
      to: [`${TOM} routine`],
      moot: [[RUTH, 'assign "Callum McBride" "Karolina Nowak"']],
    },
  ],
  replaced: [
    {
      tell: [[RUTH, 'assign "Mia Reed" "Karolina Nowak"']],
      to: [`${ZOE} routine`],
      moot: { never: 'somebody else holds it' },
    },
  ],
  ended: [
    {
      tell: [[RUTH, 'unassign "Mia Reed" "Zoë Adeyemi" on=2026-12-01 reason=x']],
      to: [`${ZOE} routine`],
      moot: { never: 'it was ended' },
    },
  ],
  'please-look': [
    {
      where: 'by a manager who is conflicted',
      before: [[RUTH, SARAH]],
      tell: [[RUTH, 'assign "Mia Reed" "Tom Ridley"']],
      to: [`${MAEVE} alert`],
      moot: [[RUTH, 'unassign "Mia Reed" "Tom Ridley" on=2026-11-23 reason=x']],
      settled: [[RUTH, 'assign "Mia Reed" "Karolina Nowak"']],
    },
    {
      where: 'for somebody else instead',
      before: [[RUTH, SARAH]],
      tell: [[RUTH, 'assign "Mia Reed" "Tom Ridley"']],
      to: [`${MAEVE} alert`],
      moot: [[RUTH, 'child "Mia Reed" leaves_on=2026-11-23']],
      again: [[RUTH, 'assign "Mia Reed" "Karolina Nowak"']],
    },
  ],
  everybody: [{ of: TOM, tick: '2026-11-24', to: [`${TOM} routine`], moot: [[TOM, 'families none']] }],
  newcomers: [
    {
      of: TOM,
      tell: [[RUTH, 'child "Anna Lund" starts_on=24/11/2026 carers="Peter Lund (father)"']],
      to: [`${TOM} routine`],
      moot: [[TOM, 'families none']],
    },
  ],
  decided: [
    { before: [declared], tell: [NOTED], to: [`${TOM} routine`], moot: { never: 'it was decided' } },
    {
      where: 'with a question that is answered since',
      before: [declared],
      tell: [[MAEVE, 'decide D-1 returned note="Which of them?"']],
      to: [`${TOM} routine`],
      moot: [[TOM, 'update D-1 note=so']],
    },
    {
      where: 'and decided otherwise since',
      before: [declared],
      tell: [NOTED],
      to: [`${TOM} routine`],
      moot: { never: 'it was decided' },
      again: [[MAEVE, 'decide D-1 closed note=over']],
    },
    {
      where: 'of an arrangement',
      before: [[TOM, 'arrange "Mia Reed" kind=lift starts_on=2026-12-05']],
      tell: [[MAEVE, 'decide A-1 acknowledged']],
      to: [`${TOM} routine`],
      moot: { never: 'it was decided' },
    },
  ],
  reminded: [
    {
      tell: [[RUTH, 'remind confidentiality']],
      of: TOM,
      to: [`${TOM} routine`],
      moot: [[TOM, `sign full_name="${TOM}" agree=yes`]],
    },
    {
      where: 'and away since',
      tell: [[RUTH, 'remind confidentiality']],
      of: TOM,
      to: [`${TOM} routine`],
      moot: [[TOM, 'away from=2026-11-24 to=2026-11-27']],
    },
  ],
  'paper-recorded': [
    {
      before: [bound(TOM)],
      tell: [[RUTH, `paper "${TOM}" confidentiality 20/11/2026 "${MAEVE}"`]],
      to: [`${TOM} routine`],
      moot: { never: 'it was recorded' },
    },
  ],
  p5: [
    {
      tell: [[MAEVE, 'recuse "Isla Marsh" remind="Tom Ridley"']],
      to: [`${TOM} routine`],
      moot: { never: 'the policy holds' },
    },
  ],
  adopted: [
    {
      tell: [[RUTH, 'adopt social-media reaffirmed']],
      to: [`${CHAIR} routine`],
      moot: { never: 'it was adopted' },
    },
  ],
  'adoption-proposed': [
    {
      elm: TWO_APPROVE,
      tell: [[RUTH, 'adopt social-media reaffirmed']],
      to: [`${ADMIN} routine`, `${CHAIR} routine`, `${MAEVE} routine`, `${PRIYA} routine`],
      moot: [[CHAIR, 'confirm "social-media" still_true=yes']],
    },
  ],
  'adoption-answered': [
    {
      elm: TWO_APPROVE,
      before: [[RUTH, 'adopt social-media reaffirmed']],
      tell: [[CHAIR, 'confirm "social-media" still_true=no']],
      to: [`${RUTH} routine`],
      moot: { never: 'it was answered' },
    },
  ],
  opened: [
    {
      tell: [[MAEVE, 'conduct "Tom Ridley" clause=G2']],
      to: [`${RUTH} alert`],
      moot: [[MAEVE, 'conduct "Tom Ridley" clause=G2 ref=M-1 outcome="spoken with"']],
    },
    {
      where: 'and closed at once',
      tell: [[MAEVE, 'conduct "Tom Ridley" clause=G2 outcome="spoken with"']],
      to: [`${RUTH} alert`],
      moot: { never: 'nothing else tells of it' },
    },
  ],
  closed: [
    {
      before: [[MAEVE, 'conduct "Tom Ridley" clause=G2']],
      tell: [[MAEVE, 'conduct "Tom Ridley" clause=G2 ref=M-1 outcome="spoken with"']],
      to: [`${RUTH} routine`],
      moot: { never: 'it was closed' },
    },
  ],
  machine: [
    {
      tell: [failed],
      to: [`${ADMIN} alert`],
      moot: [mended],
      again: [mended, failed],
    },
  ],
  unreachable: [
    {
      before: [declared],
      tell: [refused],
      to: [`${ADMIN} alert`, `${PRIYA} alert`],
      moot: [NOTED],
    },
    {
      where: 'though the case has since become the next officer’s own',
      before: [declared],
      tell: [refused],
      to: [`${ADMIN} alert`, `${PRIYA} alert`],
      moot: [[MAEVE, 'pass D-1']],
    },
  ],
  decision: [{ before: [declared], tick: '2026-11-24', to: [`${MAEVE} alert`], moot: [NOTED] }],
  waits: [{ before: [declared], tick: '2026-11-25', to: [`${PRIYA} alert`], moot: [NOTED] }],
  handler: [
    {
      before: [declared, [MAEVE, 'away from=2026-11-23 to=2026-11-25']],
      tick: '2026-11-24',
      to: [`${PRIYA} alert`],
      moot: [[PRIYA, 'decide D-1 noted']],
    },
  ],
  nobody: [
    {
      elm: officerless,
      before: [declared, [RUTH, 'away from=2026-11-24 to=2026-11-30']],
      tick: '2026-11-24',
      to: [`${ADMIN} alert`],
      moot: [appoint('Karolina Nowak', 'dso')],
    },
  ],
  successor: [
    {
      before: [[ZOE, SARAH], NOTED],
      tick: '2026-11-24',
      to: [`${RUTH} alert`],
      moot: [[RUTH, 'assign "Mia Reed" "Karolina Nowak"']],
    },
  ],
  boundary: [
    {
      before: drafted,
      tick: '2026-11-26',
      to: [`${MAEVE} routine`, `${TOM} routine`],
      moot: [[TOM, 'boundary B-1 agree=yes'], paper(MAEVE)],
    },
  ],
  'all-families': [
    {
      before: [() => remind({ store: elm.store, calendar, now: at('2026-11-23T10:00:00Z') })],
      tick: '2026-11-26',
      of: TOM,
      to: [`${TOM} routine`],
      moot: [[TOM, 'families none']],
    },
  ],
  families: [
    {
      of: TOM,
      before: [[RUTH, 'child "Anna Lund" starts_on=24/11/2026 carers="Peter Lund (father)"']],
      tick: '2026-11-26',
      to: [`${TOM} routine`],
      moot: [[TOM, 'families none']],
    },
  ],
  'policy-review': [
    {
      tick: '2026-11-24',
      to: [`${CHAIR} routine`, `${MAEVE} routine`, `${RUTH} routine`],
      moot: [[CHAIR, 'adopt social-media reaffirmed']],
    },
  ],
  'declaration-review': [
    {
      before: [declared, [MAEVE, 'decide D-1 outcome=noted next_review=2027-02-03']],
      tick: '2027-02-03',
      to: [`${MAEVE} routine`, `${TOM} routine`],
      moot: [[TOM, 'confirm D-1 still_true=yes affected_child=no']],
    },
  ],
  acknowledge: [
    {
      of: TOM,
      tick: '2026-11-24',
      to: [`${TOM} routine`],
      moot: [[TOM, 'acknowledge social-media answer=acknowledge statements=S1,S2,S3']],
    },
  ],
  sign: [
    {
      of: TOM,
      tick: '2026-11-24',
      to: [`${TOM} routine`],
      moot: [[TOM, `sign full_name="${TOM}" agree=yes`]],
    },
  ],
  'no-dso': [
    {
      elm: { without: [MAEVE] },
      tick: '2026-11-24',
      to: [`${CHAIR} routine`, `${RUTH} routine`],
      moot: [appoint('Karolina Nowak', 'dso')],
    },
  ],
  leave: [
    {
      before: [
        [RUTH, `away staff="${PRIYA}" from=2026-12-01 to=2026-12-10`],
        [RUTH, `assign "Callum McBride" "${PRIYA}"`],
      ],
      tick: '2026-11-24',
      to: [`${RUTH} routine`],
      moot: [[RUTH, 'assign "Callum McBride" "Karolina Nowak"']],
    },
    {
      where: 'and leaves',
      before: [
        [RUTH, 'assign "Callum McBride" "Bethany Marsh"'],
        [RUTH, 'person "Bethany Marsh" leaves_on=2026-12-01'],
      ],
      tick: '2026-11-24',
      to: [`${RUTH} routine`],
      moot: [[RUTH, 'assign "Callum McBride" "Karolina Nowak" from=2026-12-02']],
    },
  ],
  'no-key-person': [
    {
      tick: '2026-11-24',
      to: [`${RUTH} routine`],
      moot: [[RUTH, 'assign "Callum McBride" "Karolina Nowak"']],
    },
  ],
  week: [
    {
      elm: officerless,
      before: [[RUTH, SARAH]],
      of: ADMIN,
      tick: '2026-11-30',
      to: [`${ADMIN} summary`],
      moot: [appoint('Karolina Nowak', 'dso')],
    },
  ],
};

const at = (instant: string) => new Date(instant);

async function take(steps: readonly Step[], when: string): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'function') await step();
    else {
      const answer = await elm.view(step[0], step[1], when);
      expect(answer.refused, `${step.join(': ')}: ${answer.title}`).toBeUndefined();
    }
  }
}

/** The messages of a kind, whom they went to and how, once those that may leave have left. */
/** What was done in the morning, and told of at once where the calendar then raises something. */
async function before({ before = [], tick }: Case): Promise<void> {
  await take(before, '2026-11-23T10:00:00Z');
  if (tick === undefined) return;
  await deliver({
    store: elm.store,
    platforms: [acceptingPlatform()],
    calendar,
    now: at('2026-11-23T12:20:00Z'),
  });
}

async function toldOf(kind: string, given: Case, meanwhile: readonly Step[]): Promise<NoticeRow[]> {
  elm = await openSetting(given.elm);
  await before(given);
  const known = new Set((await elm.told()).map(({ id }) => id));
  await take(given.tell ?? [], '2026-11-23T21:00:00Z');
  const day = given.tick ?? '2026-11-24';
  if (given.tick !== undefined)
    await remind({ store: elm.store, calendar, now: at(`${given.tick}T05:00:00Z`) });
  await take(meanwhile, given.tick === undefined ? '2026-11-23T22:00:00Z' : `${day}T06:00:00Z`);
  await deliver({
    store: elm.store,
    platforms: [acceptingPlatform()],
    calendar,
    now: at(`${day}T12:30:00Z`),
  });
  return (await elm.told(given.of)).filter((row) => !known.has(row.id) && row.content.kind === kind);
}

const named = (rows: readonly NoticeRow[]) =>
  rows.map(({ recipientName, class: urgency }) => `${recipientName} ${urgency}`).sort();
const states = (rows: readonly NoticeRow[]) => [...new Set(rows.map(({ state }) => state))];

const ALL = Object.entries(CASES).flatMap(([kind, cases]) =>
  cases.map((each) => [each.where === undefined ? kind : `${kind} ${each.where}`, kind, each] as const),
);

it.each(ALL)('%s is told, and to nobody else', async (_, kind, given) => {
  const rows = await toldOf(kind, given, []);
  expect(named(rows)).toEqual([...given.to].sort());
  expect(states(rows)).toEqual(['sent']);
});

const MOOT = ALL.flatMap(([title, kind, each]) =>
  'never' in each.moot ? [] : [[title, kind, each, each.moot] as const],
);

it.each(MOOT)('%s is not told once it is moot', async (_, kind, given, moot) => {
  const rows = await toldOf(kind, given, moot);
  expect(named(rows)).toEqual([...given.to].sort());
  expect(states(rows)).toEqual(['suppressed']);
});

it.each(ALL.filter(([, , { again }]) => again))(
  '%s is told once where it comes again',
  async (_, kind, given) => {
    const rows = await toldOf(kind, given, given.again ?? []);
    const to = given.to.length;
    expect(rows.map(({ state }) => state)).toEqual([
      ...Array(to).fill('suppressed'),
      ...Array(to).fill('sent'),
    ]);
  },
);

/** Sends the messages of a kind, does then what makes them moot, and gives how each of them was rewritten. */
async function rewrittenOf(kind: string, given: Case, moot: readonly Step[]) {
  const sent = new Map<string, Message>();
  const rewritten = new Map<string, Message>();
  const platform = acceptingPlatform({
    deliver: async (_, message) => {
      const handle = String(sent.size);
      sent.set(handle, message);
      return { kind: 'sent', at: { chat: 'chat', handle } };
    },
    rewrite: async (_, { handle }, message) => {
      rewritten.set(handle, message);
      return { kind: 'sent' };
    },
  });
  elm = await openSetting(given.elm);
  await before(given);
  const known = new Set((await elm.told()).map(({ id }) => id));
  await take(given.tell ?? [], '2026-11-23T21:00:00Z');
  const day = given.tick ?? '2026-11-24';
  const tick = async (time: string) => {
    const now = at(`${day}T${time}:00Z`);
    await remind({ store: elm.store, calendar, now });
    await deliver({ store: elm.store, platforms: [platform], calendar, now });
  };
  await tick('12:30');
  const rows = (await elm.told(given.of)).filter(
    (row) => !known.has(row.id) && row.content.kind === kind && row.state === 'sent',
  );
  const standing = await elm.read((register, setting) => register.sentMessages.ofSetting(setting));
  expect(rewritten).toEqual(new Map());
  await take(moot, `${day}T12:40:00Z`);
  await tick('12:41');
  return rows.map((row) => {
    const place = standing.find(({ notices }) => notices.includes(row.id));
    const handle = place?.at.handle ?? '';
    const [was, message] = [sent.get(handle), rewritten.get(handle)];
    // Of several, each has its line and its button.
    const parts = was?.parts ?? (was ? [{ text: was.text, button: was.button }] : []);
    const part = parts.find(({ text }) => [row.title, row.text, `${row.title}: ${row.text}`].includes(text));
    const own = message?.text.split('\n').find((line) => line.includes(row.title));
    return { row, part, message, own: message?.parts ? own : message?.text };
  });
}

/** What reports something that has happened stays as it was. */
const INFORMS = ['parent', 'answered', 'allocated', 'flag-lifted', 'week'];

it.each(MOOT.filter(([, kind]) => !INFORMS.includes(kind)))(
  '%s is rewritten where it stands, once it is settled',
  async (_, kind, given, moot) => {
    const all = await rewrittenOf(kind, given, given.settled ?? moot);
    expect(all.length).toBeGreaterThan(0);
    for (const { row, part, message, own } of all) {
      expect(part, row.title).toBeDefined();
      if (message?.parts) {
        expect(own, JSON.stringify(message)).toMatch(/^✓ .* – /);
        expect(message.parts.find(({ text }) => text === own)?.button).toBeNull();
      } else expect(message).toMatchObject({ title: `✓ ${row.title}`, button: null });
    }
  },
);

it.each(MOOT.filter(([, kind]) => !INFORMS.includes(kind)))(
  'the button of %s, pressed once it is settled, does nothing and says that it is',
  async (_, kind, given, moot) => {
    const all = await rewrittenOf(kind, given, given.settled ?? moot);
    const before = await elm.read((register, setting) => register.audit.head(setting));
    for (const { row, part, own } of all) {
      const button = part?.button;
      if (!button) continue;
      const answer = await elm.ask(row.recipientName, {
        command: button.run.command,
        input: button.run.input,
        keys: ['pressed late'],
      });
      expect(answer).toMatchObject({ kind: 'view', title: 'Nothing more to do' });
      expect(words(answer)).toContain(own?.split(' – ').at(-1));
    }
    expect(await elm.read((register, setting) => register.audit.head(setting))).toEqual(before);
  },
);

it.each(ALL)('the button of %s, pressed in time, does what it says', async (_, kind, given) => {
  for (const { row, part } of await rewrittenOf(kind, given, [])) {
    if (!part?.button) continue;
    const { command, input } = part.button.run;
    const press = { command, input, keys: ['pressed in time'] };
    const answer = await elm.ask(row.recipientName, press, `${given.tick ?? '2026-11-24'}T12:45:00Z`);
    expect(answer.title).not.toBe('Nothing more to do');
    expect(answer).not.toMatchObject({ refused: true });
  }
});

it.each(MOOT.filter(([, kind]) => INFORMS.includes(kind)))(
  '%s, which asks for nothing, stays as it is',
  async (_, kind, given, moot) => {
    for (const { part, message } of await rewrittenOf(kind, given, moot)) {
      expect(part).toBeDefined();
      if (message) expect(message.text).not.toMatch(new RegExp(`^✓ .*${part?.text}`, 'm'));
    }
  },
);

it('a carer’s loss is told though another was lost later, who is back', async () => {
  const carers = (said: string): Step => [RUTH, `child "Mia Reed" carers="${said}"`];
  const tell = [carers('Sarah Reed (mother); Ann Reed (aunt)')];
  const before = [
    carers('Sarah Reed (mother); Mike Reed (father); Ann Reed (aunt)'),
    KNOWN,
    [TOM, 'declare "Ann Reed" friend since=2019'],
  ] satisfies Step[];
  const rows = await toldOf('carer-lost', { before, tell, to: [], moot: { never: 'it is the other' } }, [
    LOST,
    carers('Sarah Reed (mother); Ann Reed (aunt)'),
  ]);
  expect(rows.map(({ state }) => state)).toEqual(['sent', 'suppressed']);
});
