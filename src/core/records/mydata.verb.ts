import { command } from '../talk/command.ts';
import { Refusal } from '../talk/refusal.ts';
import { facts, list, text, view } from '../talk/view.ts';
import { ownRecord } from './own-data.ts';
import { ownFiles } from './own-data-files.ts';
import { record } from './record.ts';

/** What is held about me, as a file to read and a file for machines. They are made on request and not stored. */
export const mydata = command({
  name: 'mydata',
  title: 'My data',
  summary: 'What is held about you, as a file.',
  roles: 'known',
  writes: true,
  keepsNoAnswer: true,
  fields: {},
  execute: async (context) => {
    const { me, today, zip } = context;
    if (zip === undefined)
      throw new Refusal(
        'A file cannot be made here. Please ask whoever runs this: npx candour export makes it.',
      );
    const own = await ownRecord(context, me);
    await record(context, { action: 'own_data.exported', subject: me.id });
    const files = ownFiles(own);
    return {
      ...view(
        'What is held about you',
        text(
          'It is in the file: my-data.html is a letter to read, my-data.json is for machines. It is private to you; no copy is kept.',
        ),
        facts(...own.sections.map(({ title, entries }): [string, string] => [title, String(entries.length)])),
        text(own.exempt),
        text('How long it is kept:'),
        list(own.kept),
        text(...own.rights),
      ),
      file: { name: `candour-my-data-${today}.zip`, type: 'application/zip', bytes: () => zip(files) },
    };
  },
});
