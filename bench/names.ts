const FIRST =
  'Ada Amina Anwen Beatrix Bryn Callum Carys Daniel Delroy Dilys Edith Efua Ewan Farah Fern Gareth Gwen Hana Harri Idris Imogen Isla Jamal Jonah Karolina Keira Leah Liam Maeve Marek Mei Nadia Noah Olu Orla Priya Quentin Rhys Rosa Ruth Sami Sarah Tegan Tom Uma Victor Wanda Xanthe Yusuf Zoë'.split(
    ' ',
  );
const LAST =
  'Adeyemi Ahmed Ashdown Baker Begum Barlow Brook Chen Clarke Cole Davies Dunne Edwards Ellis Farrow Finch Flynn Garcia Gill Grant Hallam Hughes Iqbal Ingram James Joshi Kaur Kelly Khan Lane Lewis Lloyd Marsh Mehta Moss Nowak Nash Okafor Osborne Parry Patel Powell Quinn Reed Ridley Rowe Shah Singh Stone Tanner Tudor Underhill Vaughan Wade Walsh West Whitcombe Wood Xu Yates Young Zielinski Abbot Birch Crane Dale'.split(
    ' ',
  );

/** Fictional people: any number gives a name, and near numbers different ones. */
export function firstName(number: number): string {
  return FIRST[number % FIRST.length] ?? 'Ada';
}

/** Two hundred times as many as are listed: a number beyond the list makes a double name. */
export function lastName(number: number): string {
  const [first, rest] = [number % LAST.length, Math.floor(number / LAST.length)];
  return rest === 0 ? (LAST[first] ?? 'Reed') : `${LAST[first]}-${LAST[rest % LAST.length]}`;
}
