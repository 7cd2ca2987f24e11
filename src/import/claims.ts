import type { Person } from '../core/people/person.ts';
import { clip } from '../core/rules/entries.ts';
import { fold } from '../core/rules/names.ts';
import { differ } from '../core/who/match.ts';
import type { Findings } from './findings.ts';
import { fault, type Human } from './human.ts';
import { keepsFirstName, renameFlag } from './renames.ts';
import { grouped } from './rows.ts';

/** Which person of the register each human of the folder is. A person is taken only once. */
export class Claims {
  readonly #people: readonly Person[];
  readonly #taken = new Map<string, Human>();
  readonly #byId: Map<string, Person>;
  readonly #byName: Map<string, Person[]>;
  readonly #byRef: Map<string, Person[]>;
  readonly #byEmail: Map<string, Person[]>;

  constructor(people: readonly Person[]) {
    this.#people = people;
    this.#byId = new Map(people.map((person) => [person.id, person]));
    this.#byName = grouped(people, ({ name }) => fold(name));
    this.#byRef = grouped(
      people.filter(({ ref }) => ref !== null),
      ({ ref }) => ref?.toLowerCase() ?? '',
    );
    this.#byEmail = grouped(
      people.filter(({ email }) => email !== null),
      ({ email }) => email?.toLowerCase() ?? '',
    );
  }

  all(): readonly Person[] {
    return this.#people;
  }

  byId(id: string): Person | undefined {
    return this.#byId.get(id);
  }

  take(human: Human, person: Person): void {
    human.known = person;
    this.#taken.set(person.id, human);
  }

  takenBy(person: Person): Human | undefined {
    return this.#taken.get(person.id);
  }

  /** People of that name whom nobody has taken, and who have no other reference. */
  free(human: Human): Person[] {
    return (this.#byName.get(human.key) ?? []).filter(
      (person) => !this.#taken.has(person.id) && !differ(human.ref, person.ref),
    );
  }

  byRef(human: Human): void {
    if (human.known) return;
    // A joined human has the row's reference, and perhaps another one as a carer.
    for (const ref of [human.ref, human.carer?.ref ?? null]) {
      const [person] = ref === null ? [] : (this.#byRef.get(ref.toLowerCase()) ?? []);
      if (!human.known && person && !this.#taken.has(person.id)) this.take(human, person);
    }
  }

  byEmail(human: Human, findings: Findings): void {
    if (human.known) return;
    for (const email of [human.email, human.carer?.email ?? null]) {
      if (human.known) continue;
      const known = (email === null ? [] : (this.#byEmail.get(email) ?? [])).filter(
        (person) => !this.#taken.has(person.id) && !differ(human.ref, person.ref),
      );
      const person =
        known.find((person) => fold(person.name) === human.key) ??
        (known.length === 1 ? known[0] : undefined);
      if (!person) continue;
      const sameName = fold(person.name) === human.key;
      // A row of people.csv is found by its address alone. Parents share addresses, so a carer needs the same first name as
      // well.
      if (sameName || (human.row && person.posts.length > 0) || keepsFirstName(person.name, human.name))
        this.take(human, person);
      else
        findings.note(
          `Possible rename: ${clip(person.name)} may now be ${clip(human.name)}, who has the same e-mail address; if so, add ${renameFlag(person.name, human.name)}.`,
        );
    }
  }

  byName(human: Human, findings: Findings): void {
    if (human.known) return;
    const free = this.free(human);
    const employed = free.filter(({ posts }) => posts.length > 0);
    const [only] = employed;
    if (only && employed.length === 1) this.take(human, only);
    if (employed.length > 1)
      fault(
        human,
        findings,
        `Several people called ${clip(human.name)} are in the register: please add the ref or the e-mail address.`,
      );
  }
}
