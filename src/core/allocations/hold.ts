import type { RetentionRule } from '../records/privacy.ts';
/** The officer's "do not allocate" (K6); the reason is the officer's alone. */
export interface Hold {
  setting: string;
  id: string;
  child: string;
  staff: string;
  reason: string;
  placedBy: string;
  placedAt: Date;
  liftedAt: Date | null;
}

/** When its time has come, and what becomes of each field then. */
export const HOLD_RETENTION: RetentionRule<Hold> = {
  kind: 'hold',
  term: 'children',
  why: 'three years after the child left',
  privacy: {
    setting: 'id',
    id: 'id',
    child: 'id',
    staff: 'id',
    reason: 'personal',
    placedBy: 'id',
    placedAt: 'technical',
    liftedAt: 'technical',
  },
};

export interface Holds {
  ofChild(setting: string, ...children: string[]): Promise<Hold[]>;
}
