import type { ServerResponse } from 'node:http';
import type { Route } from '../../src/core/platform.ts';

/** The three addresses that an app's manifest must name. */
export const ABOUT = { website: '/teams/about', privacy: '/teams/privacy', terms: '/teams/terms' } as const;

const pages: Record<string, string[]> = {
  [ABOUT.website]: [
    'Candour',
    'Candour lets the staff and officers of a pre-school declare that they know a family, acknowledge the policies they work under, and see who may be key person for a child. It is run by the setting that invited you; please ask its manager about it.',
  ],
  [ABOUT.privacy]: [
    'Privacy',
    'Candour keeps what people declare, acknowledge and sign in a register that belongs to the setting. Of Microsoft Teams it keeps the account, the tenant and where to send a message, and nothing that was typed and is no command. Type mydata to the bot to be given what is held about you.',
  ],
  [ABOUT.terms]: [
    'Terms of use',
    'Candour is for the people whom the setting has entered in its register. It is free software under the MIT licence and comes without warranty. Nothing typed here reaches anybody as an emergency: in immediate danger call 999.',
  ],
};

/** Plain pages for the links on the app's card in Teams. */
export const aboutRoutes: Route[] = Object.entries(pages).map(([path, lines]) => ({
  method: 'GET',
  path,
  handle(_request, response) {
    (response as ServerResponse)
      .writeHead(200, {
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
      })
      .end(`${lines.join('\n\n')}\n`);
  },
}));
