import { allocatingContract } from '../../contract/allocating.ts';
import { openDoors } from '../../support/teams/doors.ts';

allocatingContract('Teams', openDoors);
