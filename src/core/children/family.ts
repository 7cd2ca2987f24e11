import type { RetentionRule } from '../records/privacy.ts';
import type { Day } from '../rules/days.ts';

export type FamilyReply = 'nothing' | 'declare';

/** The question "Do you know this family?", asked once for a new family: about all of its children together. */
export interface FamilyQuestion {
  setting: string;
  id: string;
  askedAt: Date;
  children: { id: string; number: number; name: string; startsOn: Day; isProtected: boolean }[];
  carers: { id: string; name: string }[];
  /** The people who were asked; `answer` is null until they have answered. */
  asked: { person: string; name: string; answer: FamilyReply | null; answeredAt: Date | null }[];
}

/** When a question is erased, and what becomes of each field then. */
export const FAMILY_RETENTION: RetentionRule<FamilyQuestion> = {
  kind: 'family',
  term: 'children',
  why: 'three years after the last child of the family left',
  privacy: {
    setting: 'id',
    id: 'id',
    askedAt: 'technical',
    children: 'others',
    carers: 'others',
    asked: 'others',
  },
};

export interface Families {
  /** Adds a question, or adds children, carers and people to one. What is there already stays. */
  ask(question: {
    setting: string;
    id: string;
    askedAt: Date;
    children: readonly string[];
    carers: readonly string[];
    people: readonly string[];
  }): Promise<void>;
  /** Every question that was asked about this carer, newest first. */
  aboutCarer(setting: string, person: string): Promise<FamilyQuestion[]>;
  /** Every question that was asked about this child, newest first. */
  aboutChild(setting: string, child: string): Promise<FamilyQuestion[]>;
  /**
   * Who has answered everything that they were asked about each of these children's families; a family that somebody was never
   * asked about is not answered.
   */
  answeredAbout(setting: string, ...children: string[]): Promise<{ child: string; person: string }[]>;
  /** The carers about whom each of these people was ever asked, answered or not. */
  askedAbout(setting: string, people: readonly string[]): Promise<{ person: string; carer: string }[]>;
  /** The questions that wait for this person's answer, oldest first. */
  waitingFor(setting: string, person: string): Promise<FamilyQuestion[]>;
  /** The questions that wait for anybody's answer, oldest first. */
  waiting(setting: string): Promise<FamilyQuestion[]>;
  /** This person's answers, newest first. */
  answersOf(
    setting: string,
    person: string,
  ): Promise<{ question: FamilyQuestion; answer: FamilyReply; at: Date }[]>;
  answer(setting: string, question: string, person: string, answer: FamilyReply, at: Date): Promise<void>;
}
