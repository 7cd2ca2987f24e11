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
  /** Several of a list, each with its tick. `isMenu`: they need not all be read, and are picked from a menu where a platform has one. */
  | { kind: 'choices'; choices: Choice[]; isMenu?: true }
  /**
   * A name is typed, or picked from `suggest` where that is true (see App.suggest): only those who work with children, and
   * officers, may see lists of families. `isAnyName`: a name that the register does not have is an answer, too, so that what was
   * typed may be kept; any other can only fail.
   */
  | { kind: 'person'; of: 'carers' | 'staff'; suggest: boolean; isAnyName?: true }
  | { kind: 'child'; suggest: boolean; isAnyName?: true }
  | { kind: 'yesno' }
  /** A file is given; what answers it is the handle by which it waits. A platform that cannot take one says how it is given. */
  | { kind: 'file' }
  | { kind: 'hidden' };
