import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { render } from '../../../adapters/console/render.ts';
import { toFormModal } from '../../../adapters/slack/form.ts';
import { toCard } from '../../../adapters/teams/render.ts';
import type { Form, Input } from '../../../src/core/talk/view.ts';
import { MAEVE, RUTH, ZOE } from '../../support/elm.ts';
import { commands } from '../../support/platforms.ts';
import { asView, errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';
import { faultsOfView } from '../../support/slack/blockkit.ts';

let elm: TestSetting;
beforeAll(async () => {
  elm = await openSetting();
  await elm.view(ZOE, 'declare "Laura Ashdown" kind=friend since=2019');
  await elm.view(RUTH, 'declare "Sarah Reed" kind=friend since=2019');
  await elm.view(ZOE, 'arrange "Mia Reed" babysitting 2026-11-30');
});
afterAll(() => elm.close());

/** How a form is begun with each verb, so that most of its questions are asked. */
const BEGUN: Record<string, Input> = {
  update: { ref: 'D-1' },
  end: { ref: 'D-1' },
  decide: { ref: 'D-1' },
};
/** Who asks: whoever may use the verb. */
const WHO: Record<string, string> = {
  decide: MAEVE,
  pass: MAEVE,
  match: MAEVE,
  recuse: MAEVE,
  hold: MAEVE,
  unhold: MAEVE,
  update: ZOE,
  end: ZOE,
};

const spread = (text: string) =>
  text.replace(/\\u([0-9a-f]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));

/** The form as each platform shows it when it opens, in one string. */
function shownOn(form: Form, input: Input): Record<string, string> {
  const modal = toFormModal(form, { opening: input });
  expect(faultsOfView(modal)).toEqual([]);
  return {
    console: render(form, { width: 400, colour: false }).lines.join(' '),
    slack: spread(JSON.stringify(modal.blocks)),
    teams: spread(JSON.stringify(toCard(form, { command: form.command, input }))),
  };
}

async function opened(verb: string, input: Input): Promise<Form | undefined> {
  const answer = await elm.ask(WHO[verb] ?? RUTH, { command: verb, input: { ...BEGUN[verb], ...input } });
  return answer.kind === 'form' ? answer : undefined;
}

/** An answer in which a letter is wrong. */
const misspelt = (value: string) =>
  `${value.slice(0, 1)}${value.slice(2, 3)}${value.slice(1, 2)}${value.slice(3)}q`;

describe.each(commands.filter(({ fields }) => Object.keys(fields).length > 0).map(({ name }) => name))(
  '%s',
  (verb) => {
    test('says in the form that opens, on every platform, each answer that is wrong, and which', async () => {
      const plain = await opened(verb, {});
      for (const { name, widget } of plain?.inputs ?? []) {
        if (BEGUN[verb]?.[name] !== undefined) continue;
        const wrong =
          widget.kind === 'choice' || widget.kind === 'choices'
            ? misspelt(widget.choices.find(({ value }) => value.length > 5)?.value ?? 'nothing of it')
            : widget.kind === 'date'
              ? '31/02/2019'
              : widget.kind === 'yesno'
                ? 'perhaps'
                : undefined;
        if (wrong === undefined) continue;
        const form = await opened(verb, { [name]: wrong });
        const error = form?.inputs.find((each) => each.name === name)?.error;
        expect(error, `${verb} ${name}=${wrong}`).toContain(`“${wrong}”`);
        for (const [platform, shown] of Object.entries(shownOn(form as Form, { [name]: wrong })))
          expect(shown, `${verb} ${name} on ${platform}`).toContain(`“${wrong}”`);
      }
    });

    test('says of an unknown answer that there is none, keeps the others, and does nothing', async () => {
      const form = await opened(verb, { zzqx: 'numbat' });
      // Where nothing waits, that is said first.
      if (!form && !(await opened(verb, {}))) return;
      expect(form?.intro, verb).toContain('There is no “zzqx” here.');
      for (const shown of Object.values(shownOn(form as Form, {})))
        expect(shown).toContain('There is no “zzqx” here.');
    });
  },
);

test('an unknown value is named with what is most like it, and the others stay', async () => {
  const form = await elm.form(ZOE, 'declare "Gwen Pask" friend since=2019 networks=facebok,whatsapp,xyzzy');
  expect(errorOf(form, 'networks')).toMatch(
    /^“facebok” is not one of the networks; did you mean Facebook\? “xyzzy” is not one of the networks\. Please choose one of: facebook, whatsapp/,
  );
  expect(form.inputs.find(({ name }) => name === 'networks')?.value).toContain('whatsapp');
});

test('an answer to a question that is nearly right stands where it may belong, to be looked at', async () => {
  const form = await elm.form(ZOE, 'declare "Gwen Pask" friend since_when=2019');
  expect(form.intro).toContain('There is no “since_when”; did you mean since?');
  expect(form.inputs.find(({ name }) => name === 'since')).toMatchObject({
    value: '2019',
    error: 'There is no “since_when”; did you mean since?',
  });
  expect(await elm.audited('declaration.submitted')).toBe(2);
});

test('all faults are said in one round, with a summary on top', async () => {
  const form = await elm.form(ZOE, 'declare "Gwen Pask" kind=freind since=soon networks=facebok');
  expect(form.intro).toContain(
    '3 answers need another look: “How do you know them?”, “Since when?”, “On which networks are you linked?”.',
  );
  for (const shown of Object.values(shownOn(form, {}))) {
    expect(shown).toContain('3 answers need another look');
    for (const wrong of ['freind', 'soon', 'facebok']) expect(shown).toContain(`“${wrong}”`);
  }
});

test('that nothing is to be reviewed yet is said before anything is asked', async () => {
  const shown = asView(await elm.ask(ZOE, 'confirm D-1'));
  expect(words(shown)).toMatch(/Nothing is to be reviewed yet.*\[Change it\] \[It has ended\]/s);
  expect(words(await elm.ask(ZOE, 'confirm'))).toContain('Nothing waits for your yes or no.');
});
