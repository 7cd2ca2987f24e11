import { capital, clip } from '../talk/view.ts';
import type { PolicyVersion } from './policy.ts';

/**
 * A document as people speak of it, in the middle of a sentence: “the confidentiality agreement”, “our social media policy (1.8)”.
 * A title that is no name of its kind stands in quotation marks. `version`: left out where it says nothing new.
 */
export function called(
  { title, kind }: Pick<PolicyVersion, 'title' | 'kind'>,
  { version, most = 120 }: { version?: string; most?: number } = {},
): string {
  const [article, noun, isNamed] =
    kind === 'policy'
      ? (['our', 'policy', /\b(?:policy|policies|code|guidance)\b/i] as const)
      : (['the', 'agreement', /\b(?:agreement|undertaking|form)\b/i] as const);
  const short = clip(title, most);
  const name = isNamed.test(short) ? `${article} ${inSentence(short)}` : `${article} ${noun} “${short}”`;
  return version === undefined ? name : `${name} (${version})`;
}

/** The same at the beginning of a sentence, or alone. */
export function calledFirst(...given: Parameters<typeof called>): string {
  return capital(called(...given));
}

/** With a small first letter, unless the first word is an abbreviation. */
function inSentence(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
