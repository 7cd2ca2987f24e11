import { journeysContract } from '../../contract/journeys.ts';
import { openDoors } from '../../support/slack/doors.ts';

journeysContract('Slack', openDoors);
