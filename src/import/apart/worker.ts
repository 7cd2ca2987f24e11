// Entry point of the thread in which `readApart` reads somebody's file.
import { parentPort, workerData } from 'node:worker_threads';
import { type Answer, Refused, type Results, type Task } from './tasks.ts';

/** Each is loaded when it is asked for. */
const TASKS: { [T in Task]: () => Promise<(bytes: Uint8Array) => Promise<Results[T]> | Results[T]> } = {
  word: async () => (await import('./word.ts')).readWord,
  workbook: async () => (await import('./workbook.ts')).readWorkbook,
};

const { task, bytes } = workerData as { task: Task; bytes: Uint8Array };

async function answer(): Promise<Answer<Task>> {
  const work = await TASKS[task]();
  try {
    return { value: await work(bytes) };
  } catch (error) {
    if (error instanceof Refused) return { wrong: error.message };
    throw error;
  }
}

parentPort?.postMessage(await answer());
