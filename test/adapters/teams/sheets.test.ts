import { sheetsContract } from '../../contract/sheets.ts';
import { openDoors } from '../../support/teams/doors.ts';

sheetsContract('Teams', openDoors);
