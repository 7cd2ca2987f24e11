import { allocatingContract } from '../../contract/allocating.ts';
import { openDoors } from '../../support/slack/doors.ts';

allocatingContract('Slack', openDoors);
