// A process that stops in the middle of a transaction, as one that is swapped out or debugged: `stopped.ts DATABASE SETTING`.
import { openStore } from '../../../src/store/index.ts';

const [database = '', setting = ''] = process.argv.slice(2);
const store = await openStore(database);
await store.write([setting], async (register) => {
  await register.audit.append(
    setting,
    { action: 'a', actor: 'operator', subject: 's', payload: {} },
    new Date(),
  );
  process.stdout.write('inside\n');
  process.kill(process.pid, 'SIGSTOP');
  await register.audit.head(setting);
});
