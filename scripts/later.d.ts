import type { Plugin } from 'rolldown';

export declare const later: Plugin;
