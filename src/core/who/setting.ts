import type { Identity } from '../accounts/identity.ts';
import type { Setting } from '../settings/setting.ts';
import type { Store } from '../store.ts';
import { carry, carryOn } from '../talk/list.ts';
import type { Invocation } from '../talk/parse.ts';
import { readReference } from '../talk/reference.ts';
import { Refusal, toView } from '../talk/refusal.ts';
import type { Answer, FormInput } from '../talk/view.ts';
import { settingsNamed } from './match.ts';

/** The setting in which a command runs, and who the person is there. */
export interface ChosenSetting {
  setting: string;
  person: string;
  /** The setting's code; empty for a person with one setting, who need not name it. */
  code: string;
}

/** Chooses a person's setting for a command: the only one, the named one, the one of `CODE/D-12`; else it asks. */
export async function chooseSetting(
  store: Store,
  identity: Identity,
  { command, input }: Pick<Invocation, 'command' | 'input'>,
): Promise<ChosenSetting | Answer> {
  const said = first(input.setting);
  const inReference = readReference(first(input.ref) ?? '')?.code;
  const named = said ?? inReference;
  const [place, ...more] = identity.memberships;
  if (place && more.length === 0 && named === undefined) return { ...place, code: '' };
  const settings = await store.read(async (register) => {
    const known: { setting: Setting; person: string }[] = [];
    for (const place of identity.memberships) {
      const setting = await register.settings.byId(place.setting);
      if (setting) known.push({ setting, person: place.person });
    }
    return known;
  });
  const fits =
    named === undefined
      ? settings
      : settings.filter(({ setting }) => settingsNamed(named, [setting]).length > 0);
  const [only, ...others] = fits;
  if (only && others.length === 0 && said !== undefined && inReference !== undefined) {
    // A form stays in its setting: another setting's D-12 must not be taken for this one's.
    if (settingsNamed(inReference, [only.setting]).length === 0)
      return toView(
        new Refusal(`That reference is not of ${only.setting.name}. Please begin anew, with the reference.`),
      );
  }
  if (only && others.length === 0)
    return { setting: only.setting.id, person: only.person, code: only.setting.code };
  if (settings.length === 1) return toView(new Refusal('You have no place in a setting of that name.'));
  return whichSetting(
    settings.map(({ setting }) => setting),
    command,
    input,
    named,
  );
}

/** A hidden field that only the form which asks for the setting carries. */
const ASKED = 'which_setting';

/** The form that asked for the setting answered none of the command's own questions, so they are still to be asked. */
export function resume(invocation: Invocation): Invocation {
  const { [ASKED]: asked, ...input } = invocation.input;
  if (asked === undefined) return invocation;
  const { submitted: _, ...rest } = invocation;
  return { ...rest, input };
}

function whichSetting(
  settings: readonly Setting[],
  command: string,
  input: Invocation['input'],
  named: string | undefined,
): Answer {
  const carried: FormInput[] = Object.entries(input)
    .filter(([name]) => name !== 'setting')
    .map(([name, value]) => ({ name, label: name, widget: { kind: 'hidden' }, required: false, value }));
  return {
    kind: 'form',
    command,
    title: 'Which setting?',
    intro: 'You work in more than one setting here. Which one is this about?',
    submit: 'Go on',
    inputs: [
      {
        name: 'setting',
        label: 'Setting',
        widget: { kind: 'choice', choices: settings.map(({ code, name }) => ({ value: code, label: name })) },
        required: true,
        ...(named === undefined ? {} : { error: 'Please choose one of these.' }),
      },
      ...carried,
      { name: ASKED, label: ASKED, widget: { kind: 'hidden' }, required: false, value: 'asked' },
    ],
  };
}

/** Adds the setting to every button and form of an answer, so that they return to it. */
export function carrySetting(answer: Answer, code: string): Answer {
  if (answer.kind === 'form') {
    if (answer.inputs.some((input) => input.name === 'setting')) return answer;
    const setting: FormInput = {
      name: 'setting',
      label: 'setting',
      widget: { kind: 'hidden' },
      required: false,
      value: code,
    };
    return {
      ...answer,
      inputs: [...answer.inputs, setting],
      ...(answer.buttons && { buttons: answer.buttons.map((each) => carryOn(each, { setting: code })) }),
    };
  }
  return carry(answer, { setting: code });
}

function first(raw: string | string[] | undefined): string | undefined {
  return Array.isArray(raw) ? raw[0] : raw;
}
