import { sheetsContract } from '../../contract/sheets.ts';
import { openDoors } from '../../support/slack/doors.ts';

sheetsContract('Slack', openDoors);
