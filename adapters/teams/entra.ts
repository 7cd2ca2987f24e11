import { isPassing } from '../shared/outcome.ts';

/** Entra's numbers for an outage of its own: to be tried again. */
const PASSING = new Set(['AADSTS90006', 'AADSTS90012', 'AADSTS90024', 'AADSTS90033', 'AADSTS90055']);

/** Whether what Microsoft Entra answered says nothing against the app: an outage of its own, or too many requests. */
export function isPassingInEntra(number: string | undefined, status: number): boolean {
  return isPassing(status) || (number !== undefined && PASSING.has(number));
}
