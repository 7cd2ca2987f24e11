/** A noun's states, and the state to which each event leads. An event that a state does not list cannot happen in it. */
export type States<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>;

/** The state after an event; undefined where the event cannot happen. */
export function stateAfter<State extends string, Event extends string>(
  states: States<State, Event>,
  state: State,
  event: Event,
): State | undefined {
  return states[state][event];
}

/**
 * The state after an event that the caller has checked can happen.
 * @throws Error where it cannot, which is a bug
 */
export function stateThen<State extends string, Event extends string>(
  states: States<State, Event>,
  state: State,
  event: Event,
): State {
  const after = states[state][event];
  if (after === undefined) throw new Error(`the event ${event} cannot happen in the state ${state}`);
  return after;
}

/** Whether no event can happen in this state. */
export function isFinal<State extends string>(states: States<State, string>, state: State): boolean {
  return Object.keys(states[state]).length === 0;
}

export function openStates<State extends string>(states: States<State, string>): State[] {
  return (Object.keys(states) as State[]).filter((state) => !isFinal(states, state));
}
