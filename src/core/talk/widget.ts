export interface Choice {
  value: string;
  label: string;
}

/** How a field is asked; each adapter draws it in its own way. */
export type Widget =
  | { kind: 'line'; max: number }
  | { kind: 'paragraph'; max: number }
  /** `loose`: a month, a year or `always` is also accepted, so the answer is typed and not picked. */
  | { kind: 'date'; loose: boolean }
  | { kind: 'choice'; choices: Choice[] }
  | { kind: 'choices'; choices: Choice[] }
  /**
   * A name is typed, or picked from `suggest` where that is true (see App.suggest): only those who work with children, and
   * officers, may see lists of families.
   */
  | { kind: 'person'; of: 'carers' | 'staff'; suggest: boolean }
  | { kind: 'child'; suggest: boolean }
  | { kind: 'yesno' }
  | { kind: 'hidden' };
