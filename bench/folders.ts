import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstName, lastName } from './names.ts';

/** The demo's folder, from bench/ as from dist/bench/bench/. */
const ROOT = ['..', '../../..']
  .map((up) => join(import.meta.dirname, up))
  .find((folder) => existsSync(join(folder, 'package.json'))) as string;
const ROLES = ['staff;manager', 'staff;dso', 'staff;deputy_dso', 'chair'];

/** Writes so many settings as folders, of 30 staff and 100 children each. Gives the rows of their sheets. */
export function makeFolders(dir: string, settings: number): number {
  let rows = 0;
  for (let index = 0; index < settings; index++) {
    const folder = join(dir, `s${index + 1}`);
    mkdirSync(folder, { recursive: true });
    cpSync(join(ROOT, 'demo/policies'), join(folder, 'policies'), { recursive: true });
    writeFileSync(
      join(folder, 'setting.json'),
      JSON.stringify({ name: `Pre-school ${index + 1}`, code: `s${index + 1}` }),
    );
    const staff = Array.from({ length: 30 }, (_, i) => `${firstName(i + index)} ${lastName(i * 7 + index)}`);
    const people = staff.map(
      (name, i) =>
        `P${i + 1},${name},p${i + 1}@s${index + 1}.test,${ROLES[i] ?? 'staff'},${i === 0 ? '' : staff[0]},2020-01-06,,yes,,`,
    );
    const children = Array.from({ length: 100 }, (_, i) => {
      const family = lastName(i + index * 3 + 5000);
      const carers = [0, 1].map((each) => `${firstName(i * 2 + each)} ${family} (parent)`).join('; ');
      return `C${i + 1},${firstName(i * 5 + index)} ${family},2025-09-03,,${carers},${staff[4 + (i % 26)]},`;
    });
    const sheet = (name: string, header: string, lines: string[]) =>
      writeFileSync(join(folder, name), `${[header, ...lines].join('\n')}\n`);
    sheet(
      'people.csv',
      'ref,name,email,roles,line_manager,starts_on,leaves_on,key_person_capable,slack_user,teams_user',
      people,
    );
    sheet('children.csv', 'ref,name,starts_on,leaves_on,carers,key_person,back_up', children);
    rows += people.length + children.length;
  }
  return rows;
}
