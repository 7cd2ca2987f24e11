import { hash } from 'node:crypto';
import type { OpenedFile, OpenFile, UploadPlan } from '../../src/core/uploads/opened-file.ts';

/**
 * Opens any file as a list of children, a line each, once it is said whether they attend. `received` is what was opened.
 */
export function createOpener() {
  const received: { name: string; content: string }[] = [];
  const openFile: OpenFile = async (name, bytes) => {
    const content = Buffer.from(bytes).toString('utf8');
    received.push({ name, content });
    return content === '' ? { wrong: 'This file is empty.' } : listIn(name, content);
  };

  function listIn(name: string, content: string): OpenedFile {
    const digest = hash('sha256', content, 'base64url');
    const changes = content.trim().split('\n');
    return {
      name,
      digest,
      read: async (_context, answers) => {
        const attending = answers.get('attending');
        const plan: UploadPlan = {
          questions: [],
          isOpen: false,
          notes: [],
          faults: [],
          changes,
          summary: [`${changes.length} to take over.`],
          digest: `${digest} ${attending}`,
          write: async () => ({ faults: [], summary: [`${changes.length} taken over.`] }),
        };
        return {
          questions: [
            { name: 'attending', label: 'Do they attend today?', choices: YES_NO, suggestion: undefined },
          ],
          notes: ['Read line by line.'],
          ...(attending === undefined ? {} : { holds: ['children'] as const, plan: async () => plan }),
        };
      },
    };
  }

  return { openFile, received };
}

const YES_NO = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];
