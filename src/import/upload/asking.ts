import { coded } from '../../core/talk/field.ts';
import { clip, LIMITS } from '../../core/talk/view.ts';
import type { FileAnswers, FileQuestion } from '../../core/uploads/opened-file.ts';

/** A question's name within a form, and what its answer is told as. */
export interface Asked<T> {
  question: FileQuestion;
  tell(answer: string): T;
}

/**
 * Asks until nothing new is asked: an answer may bring further questions. `ask` says what is open after what was told. All that was asked
 * comes back, answered or not; what stays open although it was answered is asked with that as a complaint.
 */
export async function askAll<T>(
  ask: (told: readonly T[]) => readonly Asked<T>[] | Promise<readonly Asked<T>[]>,
  answers: FileAnswers,
): Promise<{ told: T[]; questions: FileQuestion[]; isOpen: boolean }> {
  const questions = new Map<string, FileQuestion>();
  const told: T[] = [];
  for (;;) {
    const open = await ask(told);
    const fresh = open.filter(({ question }) => !questions.has(question.name));
    for (const { question } of open) {
      const isAsked = questions.has(question.name);
      questions.set(
        question.name,
        isAsked ? { ...question, complaint: question.hint ?? question.label } : question,
      );
    }
    const before = told.length;
    for (const { question, tell } of fresh) {
      const { name, choices } = question;
      const answer = answers.get(name);
      const known = choices.length === 0 ? answer : coded(answer, choices);
      if (known !== undefined) told.push(tell(known));
    }
    if (told.length === before)
      return {
        told,
        questions: [...questions.values()],
        isOpen: open.some(({ question }) => question.isOptional !== true),
      };
  }
}

/** A name that a form can carry, in small letters, digits and hyphens, and that is not taken. */
export function questionName(words: string, taken: (name: string) => boolean): string {
  const MOST = 36;
  const stem =
    words
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, MOST) || 'it';
  for (let number = 1; ; number++) {
    const name = number === 1 ? stem : `${stem}-${number}`;
    if (!taken(name)) return name;
  }
}

/** The label of a question, with the whole of it as a hint where it is too long for one. */
export function labelled(whole: string, label = whole): Pick<FileQuestion, 'label' | 'hint'> {
  const short = clip(label, LIMITS.label);
  return short === whole ? { label: short } : { label: short, hint: whole };
}
