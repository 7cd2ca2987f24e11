import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { hasWords, isOneWord, type Likeness, likeness } from '../../../src/core/rules/alike.ts';
import { nameParts } from '../../../src/core/rules/name-parts.ts';
import { alarmsIn } from '../../support/alarms.ts';
import { adultsOf, COMMUNITIES, seeded, wholeName } from '../../support/communities.ts';
import { asWritten } from '../../support/slips.ts';

/** Each line: two names; each paragraph begins with the reason for its lines. */
function pairsOf(table: string): [string, string, string][] {
  return table
    .trim()
    .split(/\n\s*\n/)
    .flatMap((paragraph) => {
      const [reason = '', ...lines] = paragraph.trim().split('\n');
      return lines.map((line): [string, string, string] => {
        const [one = '', other = ''] = line.split('|').map((name) => name.trim());
        return [one, other, reason.trim()];
      });
    });
}

const EQUAL = pairsOf(`
  case
  Sarah Reed | SARAH REED
  Sarah Reed | sarah reed
  Ronan McDonald | RONAN MCDONALD

  accents
  Zoë Adeyemí | Zoe Adeyemi
  Małgorzata Wójcik | Malgorzata Wojcik
  Siân Llŷr | Sian Llyr
  Işıl Yıldız | Isil Yildiz
  Nguyễn Thị Lan | Nguyen Thi Lan

  punctuation and spaces
  Anne-Marie O’Brien | Anne Marie OBrien
  Jo Hanna Reed | Johanna Reed
  J.R. Hartley | J R Hartley
  Nia Al-Masri | Nia Al Masri
  Sarah   Reed | Sarah Reed
  Nora O Brien | Nora O'Brien
  Anne-Marie Quill | Annemarie Quill
  Wei Ling Chan | Weiling Chan
  Anna van der Berg | Anna Vanderberg
  Luca D'Angelo | Luca Dangelo

  a title
  Mrs Sarah Reed | Sarah Reed
  Dr. Sarah Reed | Sarah Reed
  Revd Sarah Reed | Sarah Reed
  Rev. Dr Sarah Reed | Sarah Reed
  Mx Kit Fox | Kit Fox
  Prof Amit Shah | Amit Shah
  Sir Ian Kerr | Ian Kerr
  Lady Ann Kerr | Ann Kerr
  MISS SARAH REED | Sarah Reed
  Ms. Reed | Reed
  Sarah Reed MBE | Sarah Reed

  the surname first, with a comma
  Reed, Sarah | Sarah Reed
  REED, Sarah | Sarah Reed
  Reed, Mrs Sarah | Sarah Reed
  Holt,Nerys | Nerys Holt
  van der Berg, Anna | Anna van der Berg

  look-alike letters
  Ѕаrаh Rееd | Sarah Reed
  Міkе Rееd | Mike Reed
  ΝΙΝΑ ΒΕΤΤ | Nina Bett

  a further name in brackets or quotes
  Sara Bell (née Coe) | Sara Coe
  Sara Bell (nee Coe) | Sara Bell
  Sara (Sally) Bell | Sally Bell
  Sara Bell (Sally) | Sally Bell
  Sara Bell (Coe) | Sara Coe
  Sara Bell née Coe | Sara Coe
  Sara Bell, née Coe | Sara Coe
  Margaret "Meg" Pike | Meg Pike
  Margaret ‘Meg’ Pike | Meg Pike
  Margaret Pike (known as Peg) | Peg Pike
  Margaret Pike (aka Daisy Lott) | Daisy Lott
  Sara Bell (mother) | Sara Bell
  Sara Bell (formerly Sara van Dijk) | Sara van Dijk
`);

const CLOSE = pairsOf(`
  a short form of the first name
  Meg Pike | Megan Pike
  Meg Pike | Margaret Pike
  Megan Pike | Margaret Pike
  Maggie Pike | Margaret Pike
  Bill Coates | William Coates
  Will Coates | Billy Coates
  Liz Fox | Elizabeth Fox
  Beth Fox | Elizabeth Fox
  Beth Fox | Bethany Fox
  Kate Mills | Katherine Mills
  Cath Mills | Catherine Mills
  Tony Marr | Anthony Marr
  Sally Reed | Sarah Reed
  Peggy Ross | Margaret Ross
  Jack Orr | John Orr
  Harry Vane | Henry Vane
  Ted Vane | Edward Vane
  Chris Lowe | Christine Lowe
  Chris Lowe | Christopher Lowe
  Alex Bright | Alexandra Bright
  Sam Hobbs | Samantha Hobbs
  Vicky Fox | Victoria Fox
  Jo Quill | Joanna Quill
  Kasia Nowak | Katarzyna Nowak
  Gosia Nowak | Małgorzata Nowak
  Kuba Mazur | Jakub Mazur
  Sasha Bondar | Oleksandr Bondar
  Olya Bondar | Olha Bondar
  Emeka Okafor | Chukwuemeka Okafor
  Tunde Bello | Babatunde Bello
  Funmi Ojo | Olufunmilayo Ojo
  Abdi Warsame | Abdirahman Warsame
  Jas Gill | Jaspreet Gill
  Seamus Daly | James Daly
  Paddy Daly | Padraig Daly
  Guto Rees | Gruffydd Rees
  Kostas Pavlou | Konstantinos Pavlou

  spellings of one first name
  Aisha Begum | Ayesha Begum
  Mohammed Miah | Muhammad Miah
  Md Miah | Mohammed Miah
  Fatima Zaman | Fatema Zaman
  Yusuf Khan | Yousuf Khan
  Manjeet Gill | Manjit Gill
  Catherine Mills | Kathryn Mills
  Ciaran Daly | Kieran Daly
  Siobhan Daly | Shivaun Daly
  Jon Marsh | John Marsh
  Calum Muir | Callum Muir
  Jameel Aziz | Jamil Aziz
  Reena Soni | Rina Soni
  Sadiya Malik | Sadia Malik
  Euan Muir | Ewan Muir
  Anna Reed | Anne Reed

  spellings of one surname
  Sarah Reed | Sarah Reid
  Sarah Reed | Sarah Read
  Ann Smyth | Ann Smith
  Huw Davies | Huw Davis
  Amy Clark | Amy Clarke
  Lou Thompson | Lou Thomson
  Rina Choudhury | Rina Chowdhury
  Rafi Hussain | Rafi Hossain
  Rafi Sheikh | Rafi Shaikh
  Omar Siddiqui | Omar Siddiqi

  Mac, Mc and O’
  Ian Macdonald | Ian McDonald
  Ian Mac Donald | Ian McDonald
  Ian Mackenzie | Ian Mckenzie
  Nora O'Brien | Nora Brien
  Nora O'Neill | Nora Neill
  Eoin Ó Dálaigh | Eoin Dalaigh

  women’s and men’s surnames
  Jana Nováková | Jana Novák
  Ewa Kowalska | Ewa Kowalski
  Ola Zawadzka | Ola Zawadzki
  Elena Petrova | Elena Petrov
  Rasa Kazlauskienė | Rasa Kazlauskas
  Ieva Petkevičiūtė | Ieva Petkevičius
  Eleni Papadopoulou | Eleni Papadopoulos
  Irina Dostoevskaya | Irina Dostoevsky
  Hana Kučerová | Hana Kučera

  a slip in the first name
  Megn Pike | Megan Pike
  Haleema Tranter | Halema Tranter
  Srah Reed | Sarah Reed
  Saarh Reed | Sarah Reed
  Petrq Quill | Petra Quill
  Rosailnd Firth | Rosalind Firth
  Rosilid Firth | Rosalind Firth

  a slip in the surname
  Megan Pyke | Megan Pike
  Megan Pikes | Megan Pike
  Sarah Coatse | Sarah Coates
  Sarah Cotes | Sarah Coates
  Hamid Sawrar | Hamid Sarwar
  Dinah Okelo | Dinah Okello
  Dinah Okallo | Dinah Okello
  Gwen Tolivver | Gwen Tolliver

  a slip in each, or a slip and a short form
  Megn Pyke | Megan Pike
  Meg Pyke | Margaret Pike
  Rosalnd Firht | Rosalind Firth
  Bill Coatse | William Coates

  an initial
  S Reed | Sarah Reed
  S. Reed | Sarah Reed
  Mrs S Reed | Sarah Reed
  S. J. Reed | Sarah Reed
  S Reid | Sarah Reed
  Sarah R | Sarah Reed
  Sarah R. | Sarah Reed

  one half of a double surname
  Kay Smith-Jones | Kay Jones
  Kay Smith-Jones | Kay Smith
  Kay Smith Jones | Kay Jones
  Kay Smith Jones | Kay Smith
  Kay Jones-Smith | Kay Smith-Jones
  Maria Garcia Lopez | Maria Garcia
  Maria Garcia Lopez | Maria Lopez
  Cat Ellis-Grnat | Cat Grant

  a middle name that the other lacks
  Sarah Jane Reed | Sarah Reed
  Sarah J Reed | Sarah Reed
  Sarah Jane Reed | Sarah Louise Reed
  Elizabeth Sarah Reed | Sarah Reed
  Mohammed Imran Khan | Imran Khan
  Mohammed Imran Khan | Mohammed Khan
  Syed Imran Shah | Imran Shah
  Harpreet Kaur Gill | Harpreet Kaur
  Harpreet Kaur Gill | Harpreet Gill
  Amina Khatun Begum | Amina Begum

  a double first name
  Anne-Marie Quill | Anne Quill
  Wei-Ling Chan | Wei Chan

  words that belong to the surname
  Anna van der Berg | Anna Berg
  Nia Al-Masri | Nia Masri
  Nia El Sayed | Nia Sayed
  Maria de Souza | Maria Souza
  Omar bin Khalid | Omar Khalid

  the same words turned round
  Reed Sarah | Sarah Reed
  Nguyen Thi Lan | Lan Nguyen
  Nguyen Thi Lan | Lan Thi Nguyen
  Nguyen Lan | Thi Lan Nguyen
  Chan Wei Ling | Wei Ling Chan
  Wang Xiuying | Xiuying Wang
  REED SARAH | Mrs Sarah Reed
  Pike Megn | Megan Pike

  a former or other name, with a slip or a short form
  Sara Bell (née Coe) | Sally Coe
  Sara Bell (née Coates) | Sara Coatse
  Margaret (Meg) Pike | Megan Pike

  one word that is the first name or the surname
  Reed | Sarah Reed
  Mrs Reed | Sarah Reed
  Sarah | Sarah Reed
  Meg | Megan Pike
  Jones | Kay Smith-Jones
  Fox | Vicky Fox
  Miss Vicky | Vicky Fox
`);

const FAINT = pairsOf(`
  the surname alone is shared
  Sarah Reed | Michael Reed
  Petra Fox | Vicky Fox
  Ian McDonald | Zoe Macdonald
  Kay Smith-Jones | Tom Jones
  Ewa Kowalska | Jan Kowalski
  Nia Al-Masri | Omar Masri
  Gurpreet Singh | Balbir Singh
  Rina Begum | Shahana Begum
  Lan Nguyen | Hoa Nguyen
  Mohammed Imran Khan | Mohammed Usman Khan
  Amit Patel | Hitesh Patel
  Nora O'Brien | Una O'Brien
  Anna van der Berg | Piet van der Berg

  the first name alone is shared
  Sarah Reed | Sarah Coates
  Megan Pike | Margaret Bell
  Sara Bell (née Coe) | Sara Lowe
  Harpreet Kaur | Harpreet Sandhu
  Kuba Mazur | Jakub Wilk
  Aisha Begum | Ayesha Khan
  Emeka Okafor | Emeka Bello
  Huw Jones | Huw Evans
  Mike Reed | Michael Pike
  John Orr | Jack Kerr

  first names that are well known to be two, of one surname
  Linh Tran | Minh Tran
  Lara Jones | Sara Jones
  Hoa Nguyen | Hao Nguyen
  Anh Nguyen | Hanh Nguyen
  Huong Nguyen | Hung Nguyen
  Harpreet Kaur | Gurpreet Kaur
  Jaspreet Kaur | Manpreet Kaur
  Kulwinder Kaur | Balwinder Kaur
  Hardeep Singh | Gurdeep Singh
  Rakesh Patel | Ramesh Patel
  Nilesh Patel | Nimesh Patel
  Nisha Shah | Nita Shah
  Nasima Begum | Fatima Begum
  Rehana Begum | Farhana Begum
  Imran Khan | Kamran Khan
  Asif Khan | Atif Khan
  Amina Ali | Amira Ali
  Saira Khan | Samira Khan
  Zara Khan | Sara Khan
  Nadia Ahmed | Sadia Ahmed
  Shabana Bibi | Shabnam Bibi
  Rahima Khatun | Halima Khatun
  Rina Akter | Runa Akter
  Habibur Rahman | Hafizur Rahman
  Sukhdeep Gill | Sukhjit Gill
  Ravinder Sandhu | Davinder Sandhu
  Tuan Le | Toan Le
  Thuy Pham | Thu Pham
  Phong Vu | Phuong Vu
  Ngoc Bui | Nga Bui
  Hitesh Desai | Jitesh Desai
  Kavita Mistry | Savita Mistry
  Chioma Obi | Chinwe Obi
  Femi Ojo | Kemi Ojo
  Seun Bello | Segun Bello
  Mark Lowe | Mary Lowe
  Ellen Price | Ella Price
  Jane Hall | Jade Hall
  Ryan Daly | Bryan Daly
  Tom Price | Tim Price
  Dan Price | Don Price
  Paul Price | Saul Price
  Gina Price | Tina Price
  Barry Price | Harry Price
  Chinedu Okeke | Chinelo Okeke

  surnames that are well known to be two, of one first name
  Sarah Wilson | Sarah Watson
  Sarah Morris | Sarah Norris
  Sarah Barker | Sarah Parker
  Sarah Turner | Sarah Tanner
  Sarah Harris | Sarah Harrison
  Sarah Hill | Sarah Hall
  Sarah Robson | Sarah Dobson
  Ali Hassan | Ali Hussain
  Omar Malik | Omar Sadiq
  Lan Pham | Lan Phan
  Lan Tran | Lan Trinh
  Jo Mason | Jo Manson Nash
  Ewa Nowak | Ewa Nowicki
  Ewa Kowalczyk | Ewa Kowalska
  Ayo Okoro | Ayo Okoye
  Raj Sandhu | Raj Sidhu
  Amit Desai | Amit Dave
  Dev Mehta | Dev Mistry
  Anna Walker | Anna Waller
  Anna Cooper | Anna Hooper
  Anna Taylor | Anna Naylor
  Anna Carter | Anna Garner
  Rob Mills | Rob Miles
  Rob Webb | Rob West
  Una Doyle | Una Boyle
  Una Nolan | Una Dolan
  Una Casey | Una Carey
  Ali Karim | Ali Rahim
  Ali Anwar | Ali Munir
  Jan Wilk | Jan Wolski

  short names that differ in a letter
  Sarah Lee | Sarah Fee
  Sarah Orr | Sarah Ord
  Ian Lau | Ian Tau
  Ann Ray | Ann Kay
  Jo Fox | Jo Cox
  Bo Chen | Mo Chen

  too many slips
  Sarah Coates | Sarah Cole
  Megan Pike | Megan Spikers
  Gwen Tolliver | Gwen Olive
  Petra Quill | Petra Quigley
  Rosalind Firth | Rosalind Fort
  Maya Tolliver | Mabel Tolliver

  words with digits
  Parent 101 | Parent 102
  Sarah Reed2 | Sarah Reed3
`);

const NOTHING = pairsOf(`
  nothing in common
  Sarah Reed | Tom Ridley
  Meg Pike | Halima Warsame
  Lan Nguyen | Sarah Coates
  Jan Kowalski | Huw Jones
  Amit Patel | Balbir Singh
  Rina Begum | Nora O'Brien
  Emeka Okafor | Vicky Fox
  Anna van der Berg | Piet van Dijk
  Omar bin Khalid | Yusuf bin Rashid
  Sarah Jane Reed | Emma Jane Coates
  Mohammed Imran Khan | Syed Usman Shah
  Harpreet Kaur Gill | Jaspreet Kaur Sandhu
  Kay Smith-Jones | Tom Smithson-Joyce
  Mrs Ann Reed | Mrs Una Fox
  Sara Bell (mother) | Ted Fox (mother)
  Dr Lowe | Dr Quill
  Wei Ling Chan | Mei Fong Lau
  Nguyen Thi Lan | Pham Van Hung
  Chukwuemeka Okafor | Oluwaseun Adeyemi
  Katarzyna Nowak | Piotr Wilk
  Elena Popescu | Ion Dumitru
  Olha Bondar | Taras Moroz
  Prof Shah | Prof Mehta

  near in the one, nothing in the other
  Megan Pike | Sharon Pikes
  Sarah Coates | Tom Cotes
  Megn Pike | Megan Coates
  Hamid Sarwar | Una Sawrar

  only the initials are the same
  S R | Sarah Reed
  S Reed | Michael Lowe
  S Reed | T Lowe

  one word that is another name
  Reed | Vicky Fox
  Mrs Reed | Vicky Fox
  Ann | Sarah Reed
  Reedley | Vicky Fox
  Coates | Sarah Reed
  Begum | Amina Khatun

  of no letters
  Sarah Reed | ...
  Sarah Reed | 🙂
`);

describe.each<[Likeness | null, [string, string, string][]]>([
  ['equal', EQUAL],
  ['close', CLOSE],
  ['faint', FAINT],
  [null, NOTHING],
])('%s', (expected, table) => {
  test.each(table)('%s · %s: %s', (one, other) => {
    expect(likeness(one, other)).toBe(expected);
    expect(likeness(other, one)).toBe(expected);
  });
});

test('the tables hold at least 150 pairs each way', () => {
  expect(EQUAL.length + CLOSE.length).toBeGreaterThanOrEqual(150);
  expect(FAINT.length + NOTHING.length).toBeGreaterThanOrEqual(150);
});

it('reads a name with other names of the same person', () => {
  const sara = nameParts('Sara Bell', ['Sally Coe', 'S Quill']);
  expect(['Sally Coe', 'Sara Bell', 'Sarah Quill', 'Sally Bell'].map((name) => likeness(name, sara))).toEqual(
    ['equal', 'equal', 'close', 'close'],
  );
});

it('knows one word from a name', () => {
  expect(['Reed', 'Mrs Reed', 'Smith-Jones'].map((name) => isOneWord(nameParts(name)))).toEqual([
    true,
    true,
    true,
  ]);
  expect(['Sarah Reed', 'S Reed', 'Reed (Sarah)'].map((name) => isOneWord(nameParts(name)))).toEqual([
    false,
    false,
    false,
  ]);
});

describe('words that are part of a name', () => {
  test.each<[string, string, boolean]>([
    ['Sarah', 'Sarah Reed', true],
    ['Reed', 'Sarah Reed', true],
    ['Mrs Reed', 'Sarah Reed', true],
    ['reed sarah', 'Sarah Reed', true],
    ['Sarah Reed', 'Sarah Jane Reed', true],
    ['Jane', 'Sarah Jane Reed', true],
    ['Jones', 'Kay Smith-Jones', true],
    ['Smith Jones', 'Kay Smith-Jones', true],
    ['Masri', 'Nia Al-Masri', true],
    ['Coe', 'Sara Bell (née Coe)', true],
    ['Sally', 'Sara (Sally) Bell', true],
    ['OBrien', "Nora O'Brien", true],
    ['O Brien', "Nora O'Brien", true],
    ['Sar', 'Sarah Reed', false],
    ['Sara', 'Sarah Reed', false],
    ['Sarah Pike', 'Sarah Reed', false],
    ['', 'Sarah Reed', false],
  ])('%s in %s: %s', (said, name, expected) => {
    expect(hasWords(nameParts(said), nameParts(name))).toBe(expected);
  });
});

it('finds every name again through the folds and slips that people make', () => {
  for (const community of Object.keys(COMMUNITIES)) {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const adult = adultsOf(community, random)();
        const written = asWritten(adult, random);
        const found = likeness(wholeName(adult), written);
        if (found !== 'equal' && found !== 'close')
          throw new Error(`${wholeName(adult)} was not found again in ${written}: ${found}`);
      }),
      { numRuns: 500 },
    );
  }
});

it('is the same both ways, and never fails', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
      expect(likeness(one, other)).toBe(likeness(other, one));
    }),
    { numRuns: 2000 },
  );
});

it('raises few false alarms in a setting, whatever community its names are of', () => {
  for (const community of Object.keys(COMMUNITIES)) {
    const { pairs, close, examples } = alarmsIn(community, 5);
    expect(close / pairs, `${community}: ${examples.join('; ')}`).toBeLessThanOrEqual(1 / 2000);
  }
});
