/**
 * Communities of names with the shares that adults' names have here, roughly: for each, surnames with their share in
 * hundredths (those without one divide what is left) and first names, the commonest first. From general knowledge.
 */
interface Community {
  surnames: string;
  /** Women's surnames where they differ from men's. */
  hers?: string;
  women: string;
  men: string;
  /** The share of people who bear a middle name, and what these are; without it none. */
  middle?: { share: number; women: string; men: string };
}

const ENGLISH = {
  women: `Sarah Laura Emma Claire Rebecca Gemma Rachel Kelly Victoria Katherine Jennifer Lisa Samantha Michelle Charlotte Amy Hannah Natalie Jessica Louise
    Lauren Danielle Nicola Stacey Zoe Leanne Joanne Hayley Kirsty Lucy Sophie Amanda Helen Karen Catherine Emily Alexandra Katie Kate Anna Holly Donna Melissa Tracey Jodie
    Kerry Lindsay Chloe Megan Bethany Abigail Georgina Naomi Tanya Heather Julie Alison Carly Tara Vanessa Elizabeth Fiona Jane Susan Ruth Harriet Olivia Kimberley Rosie Jade`,
  men: `James David Christopher Andrew Daniel Matthew Michael Paul Mark Robert Richard Stephen John Thomas Lee Adam Benjamin Jonathan Simon Peter Ian Steven Craig Ryan Luke
    Philip Anthony Martin Gary Stuart Samuel Joseph William Alexander Jason Neil Nicholas Edward Kevin Scott Gareth Ben Sean Alan Jamie Joshua Carl Timothy Darren Dean Graham Kyle
    Liam Nathan Oliver Karl Marc Wayne George Charles Patrick Dominic Aaron Tom Callum Harry Jack Lewis Russell Barry`,
  middle: {
    share: 0.3,
    women: 'Louise Jane Marie Anne Elizabeth Rose Claire Mary Victoria Catherine Grace May Ruth Helen Alice',
    men: 'James John David William Thomas Michael Robert Paul Edward George Peter Alexander Joseph Charles Lee',
  },
};

export const COMMUNITIES: Record<string, Community> = {
  Smith: {
    ...ENGLISH,
    surnames: `Smith:1.3 Taylor:0.8 Brown:0.7 Wilson:0.6 Johnson:0.5 Walker:0.5 Wright:0.5 Robinson:0.5 Thompson:0.5 White:0.5 Green Hall Wood Harris Clarke Jackson Turner Hill Cooper Ward
      Moore Clark Lee King Baker Harrison Martin Morgan Allen Scott Watson Parker Bennett Young Cook Richardson Carter Shaw Bailey Collins Bell Miller Cox Marshall Simpson Anderson Ellis Adams Palmer Wilkinson
      Foster Chapman Webb Rogers Mason Gray Hunt Knight Matthews Holmes Mills Barnes Powell Stevens Barker Fisher Pearson Dixon Gibson Butler Lloyd Reed Reynolds Fletcher Ford Russell Payne Howard Graham
      Hart Walsh Day Spencer Burton Lawrence Lane Newman Harvey Saunders Bradley Cole Andrews Perry Bird Hudson Rose Elliott Stone Burgess Armstrong Watts Warren Lowe Stephens Gardner Berry Hawkins Pike Fox
      Coates Rudd Sutcliffe Tranter Bramley Oakes Haigh Pickles Cartwright Dewhurst Platt Aspinall Ogden Hibbert Tomkins Whitworth Pugsley Trewin Penrose Hockin Appleby Garside Thackray Ibbotson`,
  },
  Jones: {
    surnames: `Jones:5.8 Williams:3.7 Davies:3.7 Evans:2.5 Thomas:2.4 Roberts:1.5 Lewis:1.5 Hughes:1.2 Morgan:1.2 Griffiths:1.0 Edwards:1.0 Owen:0.8 James:0.8 Price:0.7 Rees:0.7 Jenkins:0.7 Morris:0.7 Lloyd:0.6 Richards:0.5 Phillips:0.6
      Parry Harris Powell Smith Pritchard Howells Watkins Bowen Ellis Humphreys Bevan John Llewellyn Rowlands Pugh Hopkins Vaughan Prosser Jarman Probert Gwynne Breeze Tudor Beynon Gittins Meredith Bebb Mostyn`,
    women: `Sian Sarah Emma Rhian Claire Catrin Laura Nia Lowri Bethan Ceri Rachel Angharad Rebecca Elin Carys Gemma Ffion Mari Lisa Kelly Sioned Rhiannon Megan Eleri Natalie Jessica Manon Hannah Menna Lynne Delyth Heledd Samantha Eirlys Gwenllian Llinos Amy Branwen Cerys Helen Nerys Alaw Leanne Victoria Non Katherine Joanne Eira Olwen`,
    men: `David Gareth Huw Rhys Gethin Andrew Richard Christopher Owain Ieuan Matthew Aled Geraint Paul Iwan Emyr Hywel Mark Daniel Gwyn James Llyr Euros Robert Tomos Sion Michael Steffan Rhodri Dylan Alun Ifan Stephen Carwyn Osian Gruffydd Wyn Trefor Dafydd John Craig Lee Gavin Iestyn Eurig Meirion Ryan Ioan`,
    middle: ENGLISH.middle,
  },
  "O'Brien": {
    surnames: `Murphy:1.3 Kelly:1.1 O'Sullivan:1.0 Walsh:0.9 Smith:0.8 O'Brien:0.9 Byrne:0.8 Ryan:0.8 O'Connor:0.8 O'Neill:0.7 O'Reilly:0.6 Doyle:0.6 McCarthy:0.6 Gallagher:0.6 Doherty:0.6 Kennedy Lynch Murray Quinn Moore McLoughlin O'Carroll
      Connolly Daly O'Connell Wilson Dunne Brennan Burke Collins Campbell Clarke Johnston Hughes O'Farrell Fitzgerald Brown Martin Maguire Nolan Flynn Thompson O'Callaghan O'Donnell Duffy O'Mahony Boyle Healy O'Shea White Sweeney Hayes Kavanagh
      Power McGrath Moran Brady Stewart Casey Foley Fitzpatrick O'Leary McDonnell McMahon Donnelly Regan Donovan Burns Flanagan Mullan Barry Kane Robinson Cunningham Griffin Kenny Sheehan Ward Whelan Lyons Reid Graham Higgins Cullen Keane King Maher McKenna Bell Scott Hogan O'Keeffe Magee McNamara McDonald MacDermott Moloney O'Rourke Buckley O'Dwyer`,
    women: `Aoife Siobhan Sinead Niamh Ciara Orla Mary Sarah Emma Laura Louise Deirdre Grainne Catherine Roisin Clodagh Michelle Karen Claire Fiona Lisa Eimear Rachel Aisling Caroline Ann Margaret Elaine Maeve Una Sorcha Bridget Noreen Bronagh Nuala Helen Jennifer Emer Tara Sharon Amy Katie Rebecca Geraldine Fionnuala Maura Therese Olivia Saoirse Kathleen`,
    men: `Sean Patrick Conor John Michael Ciaran Declan Brian Eoin Paul David Kevin Liam Daniel James Niall Mark Shane Thomas Darragh Brendan Cathal Aidan Colm Stephen Padraig Fergal Donal Barry Ronan Gerard Seamus Oisin Martin Eamon Cormac Rory Robert Peter Alan Cian Dermot Noel Diarmuid Enda Fintan Malachy Kieran Lorcan Tadhg`,
    middle: {
      share: 0.2,
      women: 'Mary Ann Marie Bridget Catherine',
      men: 'Patrick John Joseph Michael James',
    },
  },
  Khan: {
    surnames: `Khan:14 Hussain:9 Ahmed:8 Ali:6 Mahmood:4 Iqbal:3 Akhtar:3 Malik:2.5 Shah:2.5 Butt:2 Mirza:2 Rehman:1.5 Shaikh:1.5 Qureshi:1.5 Raza:1.5 Chaudhry:1.5 Aslam:1.5 Bashir:1.3 Rashid:1.3 Anwar:1.2 Saleem:1.2
      Zaman Baig Latif Sadiq Hanif Aziz Bhatti Javed Khalid Nawaz Tariq Arshad Rafiq Yousaf Shabir Afzal Ashraf Riaz Siddiqui Awan Abbasi Dar Farooq Sharif Ghani Munir Akram Zafar`,
    hers: `Khan:12 Bibi:7 Akhtar:7 Begum:6 Hussain:6 Ahmed:6 Kausar:4 Parveen:4 Ali:4 Mahmood:3 Iqbal:3 Malik:2.5 Shah:2.5 Butt:2 Mirza:2 Rehman:1.5 Qureshi:1.5 Chaudhry:1.5 Bano Nawaz Aslam Bashir Rashid Anwar Saleem Zaman Baig Latif Sadiq Hanif Aziz Bhatti Javed Khalid Tariq Arshad Rafiq Siddiqui Awan Abbasi Dar Farooq Sharif Munir`,
    women: `Aisha Fatima Nazia Shazia Saima Sadia Samina Rukhsana Farzana Zainab Nadia Shabana Maryam Sana Rabia Asma Sobia Nasreen Shaheen Hina Amna Sumaira Khadija Zara Uzma Iram Fozia Tahira Rubina Saira Bushra Noreen Mehwish Humera Razia Shamim Robina Naila Anum Kiran Nosheen Shaista Lubna Ambreen Hafsa Tayyaba Yasmin Misbah Zahida Farah`,
    men: `Mohammed:14 Imran Asif Tariq Kashif Nadeem Usman Shahid Ahmed Ali Hassan Adnan Zahid Amir Sajid Waqas Bilal Kamran Faisal Rizwan Hamza Shabir Arshad Naveed Omar Umar Zeeshan Tahir Irfan Junaid Khalid Farooq Nasir Atif Yasir Abid Waseem Javed Babar Aamir Haroon Zubair Sohail Raza Mudassar Ibrahim Yusuf Jamil Saqib Qasim Ishtiaq`,
    middle: {
      share: 0.25,
      women: 'Noor Jahan Parveen Sultana Batool Zahra',
      men: 'Imran Asif Ali Tariq Nadeem Usman Shahid Hassan Adnan Bilal Faisal Rizwan Arif Aslam Yasin Ilyas Saeed',
    },
  },
  Begum: {
    surnames: `Miah:14 Ahmed:9 Uddin:9 Ali:8 Hussain:6 Islam:6 Rahman:6 Khan:4 Choudhury:5 Alam:3.5 Haque:4.5 Karim:2 Ullah:2 Kamal Hasan Roy Das Talukder Malik Kadir Mannan Bari Sarkar Quddus Zaman Sattar Rashid Jalil Hannan Noor Matin Latif`,
    hers: `Begum:30 Khatun:9 Akter:7 Khanom:6 Bibi:4 Ahmed:3 Khanam:4 Sultana:4 Rahman:3 Choudhury:3 Ali:2.5 Islam:2.5 Hussain:2 Nessa:2 Uddin:2 Miah:1.5 Jahan:1.5 Alam Haque Khan Karim Nahar Yasmin Parvin Das Roy`,
    women: `Nazma Shahana Rehana Fatima Rahima Salma Ruksana Rina Shelina Hasina Taslima Aklima Amina Sufia Halima Monira Nasima Khaleda Shamima Lutfa Sultana Jahanara Farhana Nilufa Rabeya Rowshan Sabina Afia Tahmina Rokeya Anwara Shirin Mumtaz Dilara Kulsum Hena Roushanara Ayesha Sumena Asma Jusna Parul Minara Rushna Momtaz Sayeda Naznin Shiuly Tamanna Runa`,
    men: `Mohammed:22 Abdul:12 Shah Rafiqul Kamal Jamal Shafiq Nazrul Ruhul Aminul Mizanur Habibur Shahin Iqbal Faruk Anwar Salim Milon Helal Jahangir Babul Azad Lutfur Motin Siraj Monir Emdad Tofayel Kabir Sufian Azizur Saiful Masum Rezaul Dilwar Syed Foysal Ashraf Shamsul Liton Bodrul Nurul Abu Hafiz Forid Rasel Khairul Sohel Enamul`,
    middle: {
      share: 0.35,
      women: 'Khatun Akter Sultana Jahan Nessa',
      men: 'Kamal Hamid Karim Malik Shafi Rahim Jalil Muhit Salam Motin Latif Basit Mukit Kadir Rob Ali Nur Noor',
    },
  },
  Patel: {
    surnames: `Patel:33 Shah:9 Desai:3 Mistry:3 Parmar:3 Mehta:3 Chauhan:3 Solanki:2 Joshi:2 Modi:1.5 Thakkar:1.5 Lad:1.5 Gandhi:1.5 Parekh:1.5 Pandya:1.5 Trivedi:1.2 Amin:1.2 Makwana:1.2 Vaghela:1.2 Panchal:1.2 Prajapati:1.2
      Dave Bhatt Raval Gohil Rathod Tailor Naik Vyas Kotecha Popat Lakhani Soni Dattani Vora Kapadia Jani Sheth Bhavsar Acharya Sodha Odedra Karavadra`,
    women: `Priya Nisha Hina Bhavna Jyoti Daksha Meena Sonal Nita Kavita Rekha Dipti Pooja Anita Rupal Sejal Jigna Kalpana Hetal Krupa Varsha Usha Asha Bhavini Komal Shital Purvi Ila Chandni Jagruti Mital Neha Parul Kinnari Rina Smita Tejal Urvi Vaishali Minal Falguni Nimisha Urmila Payal Shilpa Trupti Kirti Avani`,
    men: `Amit Hitesh Jayesh Nilesh Rakesh Dipak Bhavesh Sanjay Mukesh Ketan Vijay Kalpesh Jignesh Chirag Anil Nikhil Paresh Hemant Dinesh Ashok Mitesh Piyush Sunil Bharat Kirit Rajesh Vipul Ramesh Nishil Ritesh Kunal Mehul Naresh Pankaj Alpesh Hiten Jitesh Dharmesh Tushar Nimesh Prakash Sachin Ajay Suresh Vishal Krishna Manish Umesh Yogesh Harish`,
  },
  Singh: {
    surnames: `Singh:42 Gill:4 Sandhu:3 Dhillon:3 Sidhu:2.5 Grewal:2 Johal:2 Sahota:2 Dhaliwal:2 Bains:1.5 Kang:1.5 Atwal:1.5 Rai:1.5 Virdee:1.5 Mann:1.2 Hayer:1.2 Randhawa:1.2 Uppal:1.2 Purewal Cheema Bassi Chahal Dosanjh Nijjar Heer Sangha Sohal Khaira Bhogal Matharu Kalsi Sagoo Panesar Lally Gahir Birdi Sekhon Toor`,
    hers: `Kaur:45 Gill:4 Sandhu:3 Dhillon:3 Sidhu:2.5 Grewal:2 Johal:2 Sahota:2 Dhaliwal:2 Bains:1.5 Kang:1.5 Atwal:1.5 Rai:1.5 Virdee:1.5 Mann:1.2 Hayer:1.2 Randhawa:1.2 Uppal:1.2 Purewal Cheema Bassi Chahal Dosanjh Nijjar Heer Sangha Sohal Khaira Bhogal Matharu Kalsi Sagoo Panesar Lally Gahir Sekhon Toor`,
    women: `Harpreet Jaspreet Gurpreet Manpreet Baljit Kulwinder Sukhwinder Rajinder Navdeep Amandeep Mandeep Ravinder Simran Parminder Jaswinder Harjinder Kamaljit Balvinder Surinder Gurinder Satinder Paramjit Amarjit Sukhjit Kuldip Jasvir Rupinder Amrit Rajvinder Sukhdeep Jagdeep Lakhvir Davinder Manjit Gurdeep Jatinder Mohinder Nirmal Pardeep Ranjit Harleen Jasleen Amanpreet Sandeep Palwinder Kirandeep Prabhjot Inderjit Kiran Gurmeet`,
    men: `Gurpreet Harpreet Amandeep Jaspal Balbir Sukhdev Rajinder Hardeep Mandeep Parminder Kuldip Gurdeep Jagtar Satnam Ranjit Surjit Sukhjinder Baljit Jaswinder Manjit Harjit Kulwant Navdeep Balwinder Jagdeep Amarjit Davinder Lakhbir Harvinder Gurmit Narinder Inderjit Avtar Tarsem Jasvir Malkit Palvinder Mohinder Resham Sukhbir Jaskaran Gurjit Karanjit Harminder Jagjit Nirmal Pritam Bhupinder Sarabjit Arjan`,
    middle: {
      share: 0.3,
      women: 'Kaur',
      men: 'Singh',
    },
  },
  Nowak: {
    surnames: `Nowak:0.6 Kowalski:0.4 Wisniewski:0.35 Wojcik:0.3 Kowalczyk:0.3 Kaminski:0.3 Lewandowski:0.3 Zielinski:0.3 Szymanski:0.3 Wozniak:0.3 Dabrowski Kozlowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zajac Pawlowski Michalski Krol Nowakowski Wieczorek Wrobel Jablonski Dudek Adamczyk Majewski Nowicki Olszewski Stepien Malinowski Jaworski Pawlak Gorski Witkowski Walczak Sikora Rutkowski Baran Michalak Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski Wroblewski Marciniak Jasinski Zawadzki Bak Jakubowski Sadowski Duda Wlodarczyk Wilk Chmielewski Borkowski Sokolowski Szczepanski Sawicki Kucharski Lis Maciejewski Kubiak Kalinowski Wysocki Mazurek`,
    hers: `Nowak:0.6 Kowalska:0.4 Wisniewska:0.35 Wojcik:0.3 Kowalczyk:0.3 Kaminska:0.3 Lewandowska:0.3 Zielinska:0.3 Szymanska:0.3 Wozniak:0.3 Dabrowska Kozlowska Jankowska Mazur Wojciechowska Kwiatkowska Krawczyk Kaczmarek Piotrowska Grabowska Zajac Pawlowska Michalska Krol Nowakowska Wieczorek Wrobel Jablonska Dudek Adamczyk Majewska Nowicka Olszewska Stepien Malinowska Jaworska Pawlak Gorska Witkowska Walczak Sikora Rutkowska Baran Michalak Szewczyk Ostrowska Tomaszewska Pietrzak Zalewska Wroblewska Marciniak Jasinska Zawadzka Bak Jakubowska Sadowska Duda Wlodarczyk Wilk Chmielewska Borkowska Sokolowska Szczepanska Sawicka Kucharska Lis Maciejewska Kubiak Kalinowska Wysocka Mazurek`,
    women: `Anna Katarzyna Agnieszka Malgorzata Monika Magdalena Joanna Aleksandra Ewa Karolina Justyna Marta Natalia Sylwia Paulina Iwona Beata Aneta Dorota Kinga Barbara Renata Marzena Kamila Ewelina Edyta Izabela Patrycja Weronika Dominika Emilia Olga Julia Klaudia Zuzanna Zofia Wioletta Martyna Jolanta Elzbieta Grazyna Danuta Alicja Urszula Maria Teresa Lidia Angelika Adrianna Hanna`,
    men: `Piotr Krzysztof Tomasz Pawel Marcin Michal Lukasz Grzegorz Marek Adam Mariusz Jakub Andrzej Rafal Robert Kamil Mateusz Dariusz Wojciech Maciej Jacek Sebastian Artur Daniel Dawid Przemyslaw Slawomir Radoslaw Jan Patryk Adrian Szymon Bartosz Konrad Karol Jaroslaw Damian Zbigniew Miroslaw Arkadiusz Filip Sylwester Leszek Dominik Hubert Norbert Wiktor Igor Bartlomiej Janusz`,
  },
  Nguyen: {
    surnames: `Nguyen:38 Tran:11 Le:9.5 Pham:7 Hoang:4 Huynh:4 Phan:4.5 Vu:2.5 Vo:2.5 Dang:2.1 Bui:2 Do:1.4 Ho:1.3 Ngo:1.3 Duong:1 Ly:0.5 Dinh Truong Lam Mai Dao Trinh Luong Cao Ha`,
    women: `Lan Huong Linh Hoa Mai Thuy Phuong Thao Anh Hanh Trang Ngoc Hang Nga Thu Ha Yen Nhung Loan Hong Hien Dung Van Lien Tuyet Chi Tram My Kim Quynh Oanh Vy Ngan Nguyet Bich Cuc Diep Giang Hue Khanh Ly Nhi Nhu Tam Thanh Trinh Uyen Xuan Tien`,
    men: `Minh Tuan Hung Dung Nam Son Thanh Long Duc Hai Quang Hieu Cuong Phong Trung Dat Hoang Binh Tung Viet An Khoa Hoa Tien Bao Duy Huy Khanh Kien Loc Luan Nghia Phuc Phat Quan Quoc Tai Tam Tan Thang Thien Thinh Tin Toan Tri Truong Vinh Vu Thai Sang`,
    middle: {
      share: 0.8,
      women: 'Thi Thi Thi Thi Ngoc Thanh Kim Bich Thuy',
      men: 'Van Van Van Duc Quoc Minh Huu Thanh',
    },
  },
  Okafor: {
    surnames: `Okafor:2 Adeyemi:2 Okeke:1.7 Ibrahim:1.5 Okoro:1.5 Eze:1.5 Bello:1.5 Mohammed:1.5 Adebayo:1.4 Okonkwo:1.3 Ojo:1.3 Nwosu:1.2 Balogun:1.2 Lawal:1.2 Okoye:1.2 Nwachukwu:1 Ogunleye:1 Obi:1 Adeleke:1 Chukwu:1 Akinyemi Afolabi Oladipo Nnaji Onyekachi Adekunle Oni Olawale Umeh Uche Madu Musa Salami Ajayi Oyelaran Anyanwu Nwankwo Okoli Okpara Obasi Igwe Udeh Ogbonna Osagie Aigbe Edet Effiong Akpan Ekong Oseni Bankole Fashola Adesina Adeniran Olaniyan Ogunbiyi Oluwole Agboola Animashaun`,
    women: `Ngozi Chioma Blessing Funmi Chinyere Amaka Ifeoma Grace Nkechi Yetunde Kemi Joy Adaeze Uju Folake Bukola Mercy Ronke Chidinma Oluchi Temitope Titilayo Patience Bisi Esther Sade Tolu Adaobi Chinwe Ebere Nneka Simisola Omolola Ruth Faith Precious Abimbola Ogechi Onyinye Gloria Adenike Amarachi Bolanle Comfort Favour Iyabo Kehinde Taiwo Zainab Halima`,
    men: `Emeka Chidi Tunde Femi Segun Ikenna Obinna Chinedu Kunle Uche Seun Emmanuel Kelechi Wale Nnamdi Gbenga Ifeanyi Samuel Tobi Dayo Chukwuemeka Ade Ayodele Chibuzo Deji Michael Babatunde Dele Ebuka Kayode Kenechukwu Lanre Musa Niyi Okechukwu Olumide Peter Rotimi Sola Tayo Uzoma Victor Yemi Yakubu Ibrahim Abubakar Chima David Godwin Sunday`,
    middle: {
      share: 0.4,
      women: 'Grace Joy Chioma Oluwaseun Mary Blessing Ada Nneka',
      men: 'Chukwuemeka Oluwaseun Emmanuel Chinedu David Samuel Ade Obinna',
    },
  },
};

interface Weighted {
  names: readonly string[];
  /** Running sums of the shares. */
  sums: readonly number[];
}

function weigh(list: string, spread: (rank: number) => number): Weighted {
  const entries = list
    .split(/\s+/)
    .filter(Boolean)
    .map((entry) => entry.split(':') as [string, string?]);
  const fixed = entries.reduce((sum, [, share]) => sum + Number(share ?? 0), 0);
  const loose = entries.map(([, share], rank) => (share === undefined ? spread(rank) : 0));
  const rest = loose.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const sums = entries.map(([, share], rank) => {
    sum += share === undefined ? ((100 - fixed) * (loose[rank] ?? 0)) / rest : Number(share);
    return sum;
  });
  return { names: entries.map(([name]) => name), sums };
}

function draw({ names, sums }: Weighted, random: () => number): string {
  const at = random() * (sums.at(-1) ?? 0);
  return names[sums.findIndex((sum) => at < sum)] ?? '';
}

/** A source of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Adult {
  first: string;
  middle: string;
  last: string;
}

export const wholeName = ({ first, middle, last }: Adult) => [first, middle, last].filter(Boolean).join(' ');

/** Adults of a community, each drawn by themselves. */
export function adultsOf(name: string, random: () => number): () => Adult {
  const {
    surnames,
    hers = surnames,
    women,
    men,
    middle,
  } = COMMUNITIES[name] ?? (COMMUNITIES.Smith as Community);
  const common = (rank: number) => 1 / (rank + 6) ** 0.8;
  const lists = [
    { last: weigh(hers, common), first: weigh(women, common), middle: middle && weigh(middle.women, common) },
    { last: weigh(surnames, common), first: weigh(men, common), middle: middle && weigh(middle.men, common) },
  ] as const;
  return () => {
    const of = lists[random() < 0.55 ? 0 : 1];
    const first = draw(of.first, random);
    const last = draw(of.last, random);
    const second = of.middle && middle && random() < middle.share ? draw(of.middle, random) : '';
    return { first, middle: second === last || second === first ? '' : second, last };
  };
}
