import type { Register } from '../store.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import type { PolicyVersion } from './policy.ts';

/** The version in force of that code; without a code, the first policy in force. */
export function policyInForce(
  inForce: readonly PolicyVersion[],
  code: string | undefined,
  kind?: PolicyVersion['kind'],
): PolicyVersion {
  const fits = kind === undefined ? inForce : inForce.filter((policy) => policy.kind === kind);
  const found =
    code === undefined
      ? (fits.find((policy) => policy.kind === 'policy') ?? fits[0])
      : fits.find((policy) => policy.code.toLowerCase() === code.toLowerCase());
  if (found) return found;
  const known = fits.map((policy) => policy.code).join(', ');
  throw new Refusal(
    known === ''
      ? 'Nothing of this kind has been adopted here yet.'
      : `There is no such code here. There ${fits.length === 1 ? 'is' : 'are'}: ${known}.`,
    { field: 'code' },
  );
}

export async function inForceOfKind(
  { register, setting }: Context,
  kind: PolicyVersion['kind'],
): Promise<PolicyVersion[]> {
  return (await register.policies.inForce(setting.id)).filter((policy) => policy.kind === kind);
}

/** The version that somebody answered: what was shown then, which may be an earlier one that this one only touched up. */
export async function versionAnswered(
  register: Register,
  inForce: PolicyVersion,
  id: string,
): Promise<PolicyVersion> {
  return id === inForce.id ? inForce : ((await register.policies.byId(inForce.setting, id)) ?? inForce);
}
