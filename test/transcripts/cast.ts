import { speaker } from './scene.ts';

/** Who speaks at Willowmere. */
export const ruth = speaker('Ruth Hallam');
export const maeve = speaker("Maeve O'Sullivan");
export const priya = speaker('Priya Raman-Clarke');
export const helen = speaker('Helen Whitcombe');
export const colin = speaker('Colin Threadgold');
export const zoe = speaker('Zoë Adeyemi');
export const bethany = speaker('Bethany Marsh');
export const amina = speaker('Amina Yusuf');
export const karolina = speaker('Karolina Nowak');
export const tom = speaker('Tom Ridley');
export const sandra = speaker('Sandra Pickering');
export const ellis = speaker('Ellis Farrow');
/** Left in July. */
export const deborah = speaker('Deborah Crane');
/** Begins in January. */
export const marcus = speaker('Marcus Bell');
/** A parent, who has no role here. */
const laura = speaker('Laura Ashdown');
const stranger = speaker('Nobody Known');

/** One of each who may ask: manager, DSO, deputy, chair, admin, staff, trainee, one who has left, a parent, nobody. */
export const everyone = [ruth, maeve, priya, helen, colin, zoe, ellis, deborah, laura, stranger];

/** At Elm, which is small and comes in several shapes. */
export const dora = speaker('Dora Marlow');
export const max = speaker('Max Arden');
export const cara = speaker('Cara Flint');
export const ann = speaker('Ann Lee');
export const bea = speaker('Bea Stone');
export const ivo = speaker('Ivo Marsh');
