import type { States } from '../rules/states.ts';
import type { Arrangement, ArrangementState } from './arrangement.ts';

/** The officer acknowledges or declines an arrangement; its member of staff says that it has ended. */
type ArrangementEvent = 'acknowledged' | 'declined' | 'ended';

/** Rules: States. An officer may later decline what they had acknowledged. */
export const ARRANGEMENT_STATES: States<ArrangementState, ArrangementEvent> = {
  declared: { acknowledged: 'acknowledged', declined: 'declined', ended: 'ended' },
  acknowledged: { acknowledged: 'acknowledged', declined: 'declined', ended: 'ended' },
  declined: {},
  ended: {},
};

/** The officer, until they have answered; then nobody. */
export function awaits({ state }: Arrangement): 'officer' | null {
  return state === 'declared' ? 'officer' : null;
}
