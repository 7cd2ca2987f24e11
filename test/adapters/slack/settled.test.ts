import { settledContract } from '../../contract/settled.ts';
import { openDoors } from '../../support/slack/doors.ts';

settledContract('Slack', openDoors);
