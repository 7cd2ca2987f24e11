import type { Context } from '../talk/context.ts';
import { type Block, heading, list, text } from '../talk/view.ts';
import { differenceBetween, differenceOfLists, inOneSentence } from './difference.ts';
import { toBlocks } from './document.ts';
import type { PolicyVersion } from './policy.ts';

const TICKED = 'What everyone acknowledges';

/** What differs between two versions of a document, to be read: in one sentence, then sentence by sentence, with its statements. */
export async function whatDiffers(
  before: PolicyVersion,
  after: PolicyVersion,
  head = `What differs from version ${before.version}`,
): Promise<Block[]> {
  const of = ({ statements }: PolicyVersion) => statements.map((statement) => statement.text);
  const difference = await differenceBetween(before.text, after.text);
  const ticked = await differenceOfLists(of(before), of(after), TICKED);
  const title =
    before.title === after.title ? [] : [`Its title was “${before.title}” and is “${after.title}”.`];
  return [
    heading(head),
    text([inOneSentence(difference), ...title].join(' ')),
    ...[difference.block, ticked.block].filter((block) => block !== undefined),
  ];
}

/**
 * What has changed since this person last acknowledged or signed an earlier version, to be read before the whole text; nothing for
 * somebody who does so for the first time.
 */
export async function changedSinceMine(
  { register, setting, me }: Context,
  about: PolicyVersion,
): Promise<Block[]> {
  const answers =
    about.kind === 'policy'
      ? (await register.policies.acknowledgementsOf(setting.id, me.id)).filter(
          ({ answer }) => answer === 'acknowledge',
        )
      : await register.policies.signaturesOf(setting.id, me.id);
  if (answers.length === 0 || answers.some(({ root }) => root === about.root)) return [];
  const versions = await register.policies.versions(setting.id, about.code);
  const [mine] = answers
    .flatMap((answer) => {
      const version = versions.find(({ id }) => id === answer.version);
      return version === undefined ? [] : [{ version, at: answer.at }];
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  if (mine === undefined) return [];
  const did = about.kind === 'policy' ? 'acknowledged' : 'signed';
  return [
    ...(await whatDiffers(
      mine.version,
      about,
      `What has changed since you ${did} version ${mine.version.version}`,
    )),
    heading('The whole text'),
  ];
}

/** A document from its beginning to its end, with its statements. */
export function wholeText({ title, text: markdown, statements }: PolicyVersion): Block[] {
  const blocks = toBlocks(markdown);
  return [
    ...(blocks[0]?.kind === 'heading' ? [] : [heading(title)]),
    ...blocks,
    ...(statements.length === 0 ? [] : [heading(TICKED), list(statements.map((each) => each.text))]),
  ];
}
