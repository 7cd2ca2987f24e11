import { journeysContract } from '../../contract/journeys.ts';
import { openDoors } from '../../support/teams/doors.ts';

journeysContract('Teams', openDoors);
