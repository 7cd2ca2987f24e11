export const EX_CONFIG: number;
export const RECOMMENDED: number;
export const TESTED: readonly { major: number; minor: number; over: string | undefined }[];
export function refusal(version: string): string | undefined;
export function outOfSupport(version: string): string | undefined;
export function startWith(load: () => Promise<unknown>, code: number): Promise<unknown>;
