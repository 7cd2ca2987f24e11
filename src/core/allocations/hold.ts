/** The officer's "do not allocate" (K6); the reason is the officer's alone. */
export interface Hold {
  setting: string;
  id: string;
  child: string;
  staff: string;
  reason: string;
  placedBy: string;
  placedAt: Date;
  liftedAt: Date | null;
}

export interface Holds {
  ofChild(setting: string, ...children: string[]): Promise<Hold[]>;
}
