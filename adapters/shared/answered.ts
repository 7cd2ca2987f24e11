/** What a chat announces of an answer that stands in it for good, also on a lock screen: nothing of its content. */
export const ANSWERED = 'Candour has answered you.';
