import type { PrivacyOf } from '../records/privacy.ts';
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

/** What becomes of each field when its time has come. */
export const HOLD_PRIVACY: PrivacyOf<Hold> = {
  setting: 'id',
  id: 'id',
  child: 'id',
  staff: 'id',
  reason: 'personal',
  placedBy: 'id',
  placedAt: 'technical',
  liftedAt: 'technical',
};

export interface Holds {
  ofChild(setting: string, ...children: string[]): Promise<Hold[]>;
}
