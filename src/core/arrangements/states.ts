import type { States } from '../rules/states.ts';
import type { Arrangement, ArrangementState } from './arrangement.ts';

/** Its officer acknowledges or declines it; its member of staff says that it has ended. */
export type ArrangementEvent = 'acknowledged' | 'declined' | 'ended';

/** Rules: States. An officer may decline later what they had acknowledged. */
export const ARRANGEMENT_STATES: States<ArrangementState, ArrangementEvent> = {
  declared: { acknowledged: 'acknowledged', declined: 'declined', ended: 'ended' },
  acknowledged: { acknowledged: 'acknowledged', declined: 'declined', ended: 'ended' },
  declined: {},
  ended: {},
};

/** For whom it waits: its officer, until they have answered. */
export function awaits({ state }: Arrangement): 'officer' | null {
  return state === 'declared' ? 'officer' : null;
}
