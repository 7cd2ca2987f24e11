import { afterEach, describe, expect, it } from 'vitest';
import type { Input } from '../../src/core/talk/view.ts';
import { type Demo, openDemo } from '../support/demo.ts';
import { AMINA, MAEVE, RUTH, ZOE } from '../support/elm.ts';
import type { Shown, Visitor } from './platforms.ts';

/** Somebody whose clicks are counted: a button, a picked choice, a typed field and a form that is sent are one each. */
interface Counted {
  clicks: number;
  press(label: string): Promise<Shown>;
  answer(answers: Input): Promise<Shown>;
}

function counted(visitor: Visitor): Counted {
  const hand: Counted = {
    clicks: 0,
    press(label) {
      hand.clicks += 1;
      return toItsEnd(visitor.press(label));
    },
    answer(answers) {
      hand.clicks += Object.values(answers).flat().length + 1;
      return toItsEnd(visitor.answer(answers));
    },
  };
  /** Reading on is a click, too. */
  async function toItsEnd(first: Promise<Shown>): Promise<Shown> {
    let shown = await first;
    while (shown.more) {
      hand.clicks += 1;
      shown = await visitor.turn();
    }
    return shown;
  }
  return hand;
}

interface Task {
  who: string;
  /** Said before, by whom. */
  before?: readonly (readonly [string, string])[];
  most: number;
  do(hand: Counted): Promise<Shown>;
  /** What is read when it is done. */
  done: RegExp;
}

/** What people come for most, and the most clicks that it takes from one's own page. */
const TASKS: Record<string, Task> = {
  declares: {
    who: ZOE,
    most: 5,
    do: async ({ press, answer }) => {
      await press('Declare');
      return answer({ who: 'Laura Ashdown', kind: 'friend', since: '2019' });
    },
    done: /D-1\b/,
  },
  acknowledges: {
    who: ZOE,
    most: 4,
    do: async ({ press, answer }) => {
      await press('Acknowledge');
      return answer({ all: ['yes'] });
    },
    done: /Acknowledged: /,
  },
  signs: {
    who: AMINA,
    most: 3,
    do: async ({ press, answer }) => {
      await press('Sign');
      return answer({ full_name: AMINA });
    },
    done: /Signed: |You have signed/,
  },
  'asks whether they may accept a parent': {
    who: ZOE,
    most: 3,
    do: async ({ press, answer }) => {
      await press('May I accept this parent?');
      return answer({ who: 'Laura Ashdown' });
    },
    done: /No, please do not accept/,
  },
  'decides a case': {
    who: MAEVE,
    before: [[ZOE, 'declare "Laura Ashdown" friend since=2019']],
    most: 3,
    do: async ({ press, answer }) => {
      await press('Open D-1');
      return answer({ outcome: 'noted' });
    },
    done: /D-1\b/,
  },
  'asks who may be key person for any child': {
    who: RUTH,
    most: 3,
    do: async ({ press, answer }) => {
      await press('Who may be key person?');
      return answer({ child: 'C-2' });
    },
    done: /Key person for Isla Marsh/,
  },
  'allocates a key person': {
    who: RUTH,
    most: 3,
    do: async ({ press }) => {
      await press('Children who need one');
      await press('Callum McBride');
      return press('Allocate Karolina Nowak');
    },
    done: /Allocated/,
  },
  'reminds those who have not signed': {
    who: RUTH,
    most: 2,
    do: async ({ press }) => {
      await press('See who');
      return press('Remind those 11');
    },
    done: /11 people are reminded/,
  },
};

/** From one's own page to what people come for most, counted on this platform. `page`: somebody in front of their own page. */
export function clicksContract(
  platform: string,
  open: (demo: Demo) => Promise<{ page(who: string): Promise<Visitor>; close(): Promise<void> }>,
): void {
  describe(`${platform} takes few clicks`, () => {
    let close = async () => {};
    afterEach(() => close());

    it.each(Object.entries(TASKS))(
      'when somebody %s',
      async (_, { who, before = [], most, done, ...task }) => {
        const demo = await openDemo();
        const seats = await open(demo);
        close = async () => {
          await seats.close();
          await demo.close();
        };
        for (const [by, said] of before) await demo.say(by, said);
        const hand = counted(await seats.page(who));
        const shown = await task.do(hand);
        expect(shown.words).toMatch(done);
        expect(hand.clicks).toBeLessThanOrEqual(most);
      },
    );
  });
}
