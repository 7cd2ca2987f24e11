import type { CarerLink } from '../children/child.ts';
import type { Declaration } from '../declarations/declaration.ts';
import type { Scene } from '../talk/context.ts';
import type { Officers } from './officers.ts';

/** A link that waits for an officer's answer, and what rests on it. */
export interface UnsettledLink {
  link: CarerLink;
  /** The open declarations about the person. */
  declarations: Declaration[];
  /** The officer who acts for the child's family, where the person is a member of staff themselves (K1). */
  officer: string | undefined;
}

/** The links that wait for an answer, each with the declarations that rest on it. */
export async function unsettledLinks(scene: Scene, officers: Officers): Promise<UnsettledLink[]> {
  const { register, setting } = scene;
  const found: UnsettledLink[] = [];
  for (const link of await register.children.unsettled(setting.id)) {
    const person = await register.people.byId(setting.id, link.person);
    const worksHere = person !== undefined && person.posts.length > 0;
    found.push({
      link,
      declarations: await register.declarations.about(setting.id, link.person),
      officer: worksHere
        ? officers.ofFamily(await register.children.carersOf(setting.id, link.child), { child: link.child })
        : undefined,
    });
  }
  return found;
}
