export interface Choice {
  value: string;
  label: string;
}

/** How a field is asked; each adapter draws it in its own way. */
export type Widget =
  | { kind: 'line'; max: number }
  | { kind: 'paragraph'; max: number }
  /** `loose`: a month, a year or `always` will do as well, so it is typed, not picked. */
  | { kind: 'date'; loose: boolean }
  | { kind: 'choice'; choices: Choice[] }
  | { kind: 'choices'; choices: Choice[] }
  /**
   * A name is typed, or picked from `suggest` where that is true (see App.suggest): lists of families are for those who
   * work with children and officers.
   */
  | { kind: 'person'; of: 'carers' | 'staff'; suggest: boolean }
  | { kind: 'child'; suggest: boolean }
  | { kind: 'yesno' }
  | { kind: 'hidden' };
