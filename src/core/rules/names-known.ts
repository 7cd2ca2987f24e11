/**
 * Which names are one name, and which are well known to be two. From general knowledge, no copied list; it covers British,
 * Irish, Welsh, Scottish and English usage, and the commonest names here of Punjabi, Urdu, Bengali, Gujarati, Tamil, Arabic,
 * Turkish, Somali, Polish, Lithuanian, Romanian, Ukrainian and Russian, Czech and Slovak, Portuguese and Spanish, Italian, Greek,
 * Yoruba, Igbo, Ghanaian, Vietnamese and Chinese families. What it does not know is compared by its letters alone.
 */

/** Each line: first names that stand for one another: short forms, spellings, and those often taken for one another. */
const FORMS_OF_FIRST_NAMES = `
abigail abi abbie abby gail abigale
adam ad adi
adrian ade adi
agnes aggie nessie
aidan aiden aden aydan aodhan
alan al allan allen alun
albert al bert bertie albie
alexander alex al alec alexandr alexandre alexandru aleksander aleksandr oleksandr olek sandy sasha sascha xander zander alasdair alastair alistair alister ally
alexandra alex ali alexa alexandria aleksandra oleksandra sandra sandy sasha lexi lexie ola
alfred alf alfie fred freddie freddy
alice ali ally alicia alys alisha
alison ali ally allison alyson
amanda mandy manda
amelia amy millie milly mia emelia emilia
andrew andy drew andreas andrei andrey andrii andriy andres andrzej andrea andreea
anthony tony antony ant anton antonio antoni
antonia toni tonia antonina
angela angie ange angelina angelika angelica
ann anne anna annie anya ania annette hanna hannah hana nan anka aneta anneka anouk
annabel annabelle bella belle anabel
annemarie annmarie anna
arthur art artie artur arturo
barbara barb barbie babs basia bara barbora
bartholomew bart bartosz bartlomiej bartek
beatrice bea beatrix bee trixie beatriz
benjamin ben benji benny benjie
bernard bernie
bernadette bernie detta
bridget bridie brigid brigit biddy brid breda
brian bryan bryn brien
caitlin catelyn kaitlyn kaitlin caitlyn kathleen cait
cameron cam
caroline carrie caro carol carole carolyn karolina carolina lina
catherine cath cathy cate cat kate katie kat kay kathy kathryn katherine katharine kathrine catharine katrina catriona cathryn katarzyna kasia katerina kateryna ekaterina yekaterina katya katia catarina caterina catalina aikaterini cait trina kitty
charles charlie chaz chas chuck charley carlos karol
charlotte charlie lottie lotte char carlotta charley
chloe chlo cloe khloe
christine chris chrissie christina kristina krystyna cristina tina christy christie kirsten kirsty kristin kirstin kristine christiana kristy kirstie
christopher chris kris topher kit krzysztof krzysiek christos christoph christophe kristoffer
claire clare clara klara
clifford cliff
colette coletta
colin col cailean
conor connor con
constance connie
constantine kostas konstantinos costas dinos
cynthia cyn cindy
daniel dan danny dani danil danilo danyal daniil
danielle dani danni daniela danuta
david dave davy davey davie dai dafydd dewi dawid davide daud dawood daoud
deborah deb debbie debby debra deborra
declan dec
denise denice den
dennis denis den denys dionysios
derek del derick derrick
diana diane dianne di dee dyan
dimitrios dimitris dimitri dmitri dmitry dmytro dima dimitrije
dominic dom dominik domenico dominick
donald don donny donal
donna dona
dorothy dot dottie dolly dorota dorothea thea
douglas doug dougie dougal
edward ed eddie eddy ted teddy ned eduard eduardo edoardo
edwin ed eddie
eileen aileen elaine ilene eilis
eleanor ellie nell nellie nora norah elinor leonora ella eleanora elena eleni
elizabeth liz lizzie lizzy beth betty bess bessie libby liza eliza elsie elisabeth elspeth betsy elzbieta ela elisa elise lilibet alzbeta erzsebet elisaveta
bethany beth bethan
ella ellie ela
ellen nell nellie ellie helen helena
emily em emmy millie milly emilie emilia emmie
emma em emmy emmie ema
eric erik rick ryk
erica erika ricky
erin eryn aoirin
esther essie hester ester
ethan eathan
eugene gene evgeny yevhen zhenya eoghan
euan ewan ewen eoghan ewin
eva eve evie ewa ava evita
evan ifan ieuan iefan ioan
evelyn eve evie ev evelina
felicity fliss flick flo felicia
fiona fi fifi fionna
florence flo flossie florrie floss
frances fran francie frankie franny francesca fanny franciszka francisca
francis fran frank frankie franciszek francisco paco francesco francois
frederick fred freddie freddy fredrick fryderyk frederic
gabriel gabe gabi gabriele
gabrielle gabi gaby gabby gabriela gabriella
gareth gaz gary garth
gary gaz garry
geoffrey geoff jeff jeffrey jeffery
george georgie georgios giorgos yiorgos jerzy jurek gheorghe georgi jorge iorgos
georgina georgie georgia gina georgiana
gerald gerry jerry ger gerard gerrard
geraldine gerry ger
gillian gill jill gilly jillian gillie
giovanni gianni john
grace gracie grazia graca
graham graeme grahame
gregory greg gregor grzegorz grzesiek gregorio grigoris
gruffydd guto griff griffith
gwendoline gwen gwenda gwenllian gwyneth
hamish seumas
harold harry hal harald
harriet harry hattie hettie hatty harriette
harry henry hal harrison harri
heather hev
helen helena nell ellen elena eleni olena lena ellie halina helene helaine
henry harry hal hank henryk henri enrico enrique heinrich
hilary hil hillary
howard howie
hugh hughie huw hew hugo
humphrey humph
ian iain ianto
imogen immy imo immie
ingrid inga
isaac ike zac zak ishaq ishak
isabel isabelle isabella izzy izzie bella belle isobel ishbel isla izabela isabela bel ysabel
ivan vanya iwan
jack jackie jock john jac jaques
jacob jake jakub kuba cobi jakob jacub yaqub yakub yaqoob
jacqueline jackie jacqui jacquie jaqueline jacky jacquelyn
james jim jimmy jamie jem jimmie jaime seamus shamus
jamie jaime jayme
jane janie jayne jan jean janey jana sian janet jeanne
janet jan jane jeanette jeannette jannet sioned
janice jan janis
jason jase jay
jasmine jas jazz yasmin jasmin yasmine jazmin yasmeen yasemin
jean jeanie jeannie gina jane joan jeanne
jennifer jen jenny jennie jenna jenifer
jeremy jem jez jerry
jerome jerry
jessica jess jessie jesse jessy
joan joanie joanna joanne johanna siobhan joann
joanne jo joanna joann johanna joana asia joasia jojo joan ioana
jodie jody jodi
joel jo joelle
john jon johnny jonny johnnie jack
john sean shaun
john ian iain
john jan johann hans
john juan joao giovanni ivan
ioannis giannis yiannis john
jonathan jon jonny jonty johnny jonathon johnathan john
joseph joe joey jo jos jose giuseppe jozef yusuf yousef youssef yousuf iosif josef pepe
josephine jo josie josy jojo josefina
joshua josh
joyce joy
judith judy jude judi judyta
julia julie jules juliet juliette yulia yuliia iulia giulia juliana julianne gillian
julian jules jul
justin just justyn
justine justyna justina
karen karin caren karyn kaz karina carin
kathleen kath kathy katie kay kitty cathleen kat
kayleigh kayley kaylee kaleigh kayla kay
kelly kel kellie kelley
kenneth ken kenny kenji
kerry kerri keri kezza ceri
kevin kev kevan
kieran kier ciaran kieron keiran kyran
kimberley kim kimberly kimmy
kyle kai kyal
laura laurie lauren lori lora lorna lauretta
lauren laurie loren laurence laura
lawrence laurence larry laurie lol lorenzo laurent loz
leah lea lia
leanne lianne leeann leeanne liane
lee leigh li
leonard len lenny leo leon leonardo
leslie les lesley
lewis lew louis luis louie lewys
liam william lee uilliam
lilian lily lil lillian lilly lili liliana
lillian lily lil lilian
linda lin lindy lynda lyn lynn linder
lindsay linds lindsey linsey lyndsey lindsy lynsey
lisa lise liza leesa
lloyd loyd floyd
lorraine lori lorna laraine
louis lou lewis louie luis luigi ludwik
louise lou louisa luisa luiza lulu louis
lucy lu lucinda luce lucie lucia lucja luca lucille
luke lucas luca lukasz lukas luka luc
lydia lyddie lidia
lynn lyn lynne lin lynda linda
madeleine maddie maddy mads madeline madelaine madison magdalena magda maddi
magdalena magda lena madeleine magdalene
malcolm mal malc
marcus marc mark marek marco marcos marcin marcel
margaret maggie meg megan peggy peg marge margie margo margot greta rita madge maisie mags daisy malgorzata gosia margherita margarita marguerite marjorie mairead margarida pegi meggie megs
maria marie mary mia marysia masha mariya mariia mair maire mairi mhairi moira maura molly polly miriam maryam mariam marija maryse marian mariana
marian marion mary marianne maryann maryanne
marilyn mari lyn
marina mari
mark marc marcus marek marko
martha marta marti
martin marty martyn mart marcin martinus
martina marty tina
mary molly polly maria marie may mae mari moll maureen
matilda tilly tilda mattie matty maud
matthew matt matty mathew mateusz matteo mateo mat matei matthias matas
maureen mo moreen maura
maurice mo morris maurizio moris
maxine max
maximilian max maxim maksim maksym maxwell
megan meg megs meghan meagan meggie
melanie mel melly melaniya
melissa mel lissa missy
meredith merry
michael mike mick micky mickey mikey mitch michal micha misha mikhail mykhailo mihai michel miguel mihail mikael micheal michail micah
michelle shell chelle mich michele michaela shelly
mildred millie milly
miranda randy mira
miriam mimi miri maryam mariam mary
mohammed muhammad mohamed mohammad mohamad mohamud muhammed muhamad mohammud mehmet mehmed mo md mohd muhammet hamed mahomed mohsin
mollie molly moll
monica monika mon
morgan morgana mo
muriel meriel
myfanwy myf fanw
nancy nan ann nance
naomi nomi noemi
natalie nat nats nathalie natalia nataliia natasha nataliya tasha nadia natalja
natasha tasha nat natalia natalya nastasia
nathan nat nate nathaniel nathanial
nathaniel nat nate nathan
neil neal niall nigel nial
niamh neve neave nieve
nicholas nick nicky nico nikolai mykola nikos nikolaos kolya nicolas mikolaj nicola niko nicolae miklos
nicola nicky nic nikki niki nicole nichola nicolette
nigel nige
noah noa nuh
norman norm
oliver ollie olly olivier
olivia liv livvy livia ollie oliwia olive
orla orlagh orlaith
oscar oskar ozzy
oswald ozzy ossie
owen eoin owain owin ewan owens
pamela pam pammy
patricia pat patsy tricia trish patti patty trisha patrycja patrizia paddy
patrick pat paddy pads padraig padraic rick patryk patrice
paul paulo pol pavel pawel pablo paolo pauly pavlo
paula pauline polly paola
pauline paula polly
penelope penny pen
peter pete petey piotr piotrek petr pedro pietro petros petro pyotr petar peadar pieter pierre
philip phil pip phillip filip felipe philippe
philippa pip pippa philipa
phoebe phebe fi
phyllis phyl
priscilla cilla
rachel rach rachael rae rachelle raquel rahel rachele raechel
raymond ray raimond
rebecca becky becca bex beck rebekah becks rebeka
reece rhys rees reese reice
reginald reg reggie
rhiannon rhi
rhoda rhody
richard rich rick ricky dick richie dickie ryszard ricardo riccardo
robert rob bob bobby robbie bert robin roberto rupert rab bobbie
roberta bobbie robbie
robin rob robyn
roderick rod roddy rory ruairi ruaridh
rodney rod
roger rog rodger
ronald ron ronnie
ronan ro
rory ruairi ruaridh rorie
rosalind ros roz rosie rosalyn
rosemary rose rosie ros romy rosa rosamund rosemarie
rose rosie rosa rosalie roza rosemary
ruth ruthie
ryan rian ryanne
salvatore sal sam
samantha sam sammy sami samanta
samuel sam sammy samuil samy
sandra sandy sandie alexandra sondra
sarah sara sally sadie sal sarra sera
scott scotty scot
sean shaun shawn seann
sebastian seb bas seba bastian
serena rena
shannon shan
sharon shaz shazza sharron sharyn
sheila sheelagh shelagh sheelah shiela sile
shirley shirl
sian shan jane
sidney sid sydney
sienna siena
simon si sim szymon simeon shimon simone
simone simona sim
siobhan shivaun chevonne shiv joan
sonia sonja sonya soniya
sophie soph sophia sofia zofia zosia sofie sofiya sofiia
stacey stace stacy anastasia stacie
stanley stan stanislaw staszek stanislav
stella estelle stell
stephanie steph stef steffi stefania stephany stefanie
stephen steve steven stevie stephan stefan ste steffan stefano szczepan stephane stevan esteban
stuart stu stewart
susan sue suzie susie suzy suzanne susanna susannah suzanna zuzanna zuzana siwan suki sanne
sylvia sylvie silvia sylwia
tamara tammy tam mara
tamsin tam tammy tamzin tamsyn
tanya tania tonya tatiana tetiana tatyana taniya
teresa tess terri tessa theresa terry therese treesa teresina
terence terry tel terrence terrance
thea theodora dora
theodore theo ted teddy todor teodor
theresa tess terri tessa teresa terry therese tracy
thomas tom tommy thom tomasz tomek tomas tam tommaso tomos twm
timothy tim timmy tymoteusz
toby tobias tobi
tracey tracy trace traci tracie
trevor trev
tristan tris tristram
tyler ty
una oona oonagh
ursula ursa urszula ula
valerie val valeria vallie
vanessa nessa ness
vera veronica wera
veronica ronnie vera weronika veronika roni
victor vic viktor vik
victoria vicky vic tori vicki vikki wiktoria viktoria vikky viktoriya toria queenie
vincent vince vinny vin vincenzo vinnie
violet vi violetta
virginia ginny ginger
vivian viv vivien vivienne
walter wally walt wal
warren waz
wendy wend gwendolen
wilfred wilf fred
william will bill billy liam willy willie wills gwilym guillaume wilhelm guillermo bil
winifred win winnie freda
yvonne eve von evonne iwona ivona
yvette eve
zachary zach zac zak zack zachariah zakariya zakaria
zoe zo zoey zowie
agnieszka aga agnes
aleksandra ola
barbara basia
dorota dorotka
elzbieta ela
ewelina ewa
grazyna grazia
jadwiga jadzia
jaroslaw jarek
jolanta jola
kazimierz kazik
krzysztof krzysiek
lukasz lucas
malgorzata gosia
mateusz mati
pawel paul
przemyslaw przemek
radoslaw radek
renata renia
slawomir slawek
tadeusz tadek
wladyslaw wladek
wojciech wojtek
zbigniew zbyszek
zdzislaw zdzisiek
volodymyr vova vladimir wlodzimierz volodya wladimir vlad
oleksandr sasha
olha olga olya ola
iryna irina ira irena irene
svitlana svetlana sveta lana
yevhenia yevheniia evgenia zhenya
oksana ksenia oxana
serhii sergei sergiy serhiy sergey serge sergio
tetiana tanya
viktor vitya
yaroslav slava
nazar nazariy
ahmed ahmad ahmet ahmat amed
aisha ayesha aysha aicha ayse aishah aasha asha ayisha eisha
fatima fatema fatimah fatma fatimata fathima fatoumata
khadija khadijah kadija hadiza hatice khadeeja khatija
zainab zaynab zeinab zeynep zainub
maryam mariam mariyam maryem miriam meryem
hassan hasan hasaan
hussain hussein husain hossain hussayn husein hossein hussien
hussein hussain huseyin
ibrahim ebrahim ibraheem abraham brahim
ismail ismael ismaeel ishmael
umar omar umer omer
usman osman uthman othman
yusuf yousuf yousef youssef yusef joseph yousaf yusif
ali aly alli
abdul abd abdal abdel
abdullah abdulla abdallah abdul
abdulrahman abdurrahman abdirahman abdurahman abdelrahman
abdirahman abdi
bilal billal belal
hamza hamzah
idris idrees
imran emran
iqbal eqbal
jamal jamaal gamal
jamil jameel
karim kareem
khalid khaled khaleed
mahmood mahmud mahmoud
mustafa mostafa mustapha moustafa
nadeem nadim
naeem naim
nasir naser nasser
nazia nazya
nasreen nasrin nasrine
noor nur nour
omar omer umar
rashid rasheed
rehana rihana rehanna
rukhsana rukshana roksana
saeed said sayeed saeid
salim saleem selim
salma selma
samina sameena
samira sameera
saima sayma
shabnam shabnum
shahid shaheed
shahida shahidah
shazia shaziya
sumaya sumayya sumayyah sumeya
tahir taher
tahira tahirah
tariq tarik tarek
waseem wasim
yasin yaseen yassin
yasmin yasmeen yasmine jasmine
zahid zaheed
zara zahra zahara zarah
zahra zara zohra zahraa fatimazahra
halima haleema halimah
hamida hameeda
nusrat nusrath
rahim raheem
rahima raheema
sadia sadiya saadia
shaheen shahin
farida fareeda
farzana farjana
ruksana rukhsana
rina reena
mina meena
lila leela
dipa deepa
dipak deepak
dinesh dinu
dilip dileep
nilesh neelesh
nisha neesha
nita neeta
rita reeta
sima seema
sunita suneeta
sanjay sanju
vijay vijai
priya pria
puja pooja
riya ria
raj rajesh rajendra rajan
jay jayesh jai
vikram vik
hitesh hitu
bhavesh bhavin
krishna krish
lakshmi laxmi luxmi
venkatesh venkat
subramaniam mani subramanian
sivakumar siva
simran simi simranjit
manpreet manny mani preet
harpreet harry preet
jaspreet jas jassi
gurpreet gary guri preet
gurdeep gary guri
jaswinder jas jassi
jasvir jas
balwinder bal
baljit bal
balbir bal
sukhwinder sukhi
sukhdeep sukhi
sukhjit sukhi
rajinder raj
rajwinder raj
ranjit ran
paramjit pam
parminder pam
satnam sat
kulwinder kully
kuldeep kully
kuljit kully
daljit dal
maninder mani
mandeep mandy mandip
manjit manjeet
kiranjit kiran
kirandeep kiran
navdeep nav navi
amandeep aman
amanpreet aman
amarjit amar
chukwuemeka emeka
chukwuebuka ebuka
chiamaka amaka
chidiebere chidi
chinedu nedu
chinonso nonso
chioma chichi
nkechi nkechinyere
ngozi ngozichukwu
ifeoma ify
ifeanyi ify
uchenna uche
obinna obi
obiageli oby
nnamdi namdi
oluwaseun seun
oluwatobi tobi tobiloba oluwatobiloba
oluwaseyi seyi
olufemi femi oluwafemi
olusegun segun
olumide mide
oluwakemi kemi
olufunmilayo funmi funmilayo
olufunke funke
oluwatosin tosin
olusola shola sola
adebayo bayo
adeola ade deola
adewale wale
babatunde tunde
babajide jide
folashade shade folasade
titilayo titi
temitope tope temi
yetunde yetty
abimbola bimbola bola bimbo
omolola lola
ayodele ayo dele
kwame kwami
kwabena kobina
konstantinos kostas dinos
panagiotis panos takis
evangelia litsa evangelina
athanasios thanos
anastasia natasa stacey nastya
alexandros alekos alex
paraskevi vivi voula
kyriakos kyri
jose pepe ze joe
francisco chico paco
manuel manolo manu
dolores lola
maite mayte
ionut ion
constantin costel costin
gheorghe gigi
mihaela miha mihaila
ramunas ramas
jurgita jurga
`;

/** Each line: surnames that are spellings of one another, or are often taken for one another. */
const FORMS_OF_SURNAMES = `
allen allan allin alleyn
ashley ashleigh
baillie bailey bayley baylis bailie
barker baker
beattie beaty beatty
berry berrie
brady braidy
brooke brooks brook
brown browne braun
burn burns byrne burne byrnes
campbell cambell
carr kerr
caldwell cauldwell
clark clarke clerk
coleman colman
collins collings
connell connel
conner connor conor
cooke cook coke
cox cocks
craig craigie
crosby crosbie
daly daley dailey
davies davis davie
dixon dickson
doherty docherty dougherty
donnelly donelly donnely
douglas douglass
edwards edward
eliot elliot elliott eliott
evans evan
fisher fischer
flynn flyn flinn
forster foster
fraser frazer frasier
french ffrench
gallacher gallagher galagher
gilmore gilmour
gordon gorden
graham graeme grahame
gray grey
green greene
griffith griffiths
harman harmon
harris harries
hayes hays
hewitt hewit
hogg hogge
holmes home homes
howe how
hughes hugh hewes
humphreys humphries humphrey
jeffries jeffreys jefferies jeffery
jenkin jenkins
johnson johnston johnstone jonson
jones johns jone
kelly kelley
kennedy kenedy
laurence lawrence
law lawes laws
leigh lee lea
lewis louis
lloyd loyd
lowe low
lynch linch
macdonald mcdonald
macdonnell mcdonnell
mackay mackie mckay mccoy
mackenzie mckenzie
maclean mclean maclaine mclaine
macleod mcleod mccloud
marshall marshal
martin martyn
mathews matthews mathew matthew
meyer meyers mayer myers maier
miller millar
mitchell mitchel
mohammed muhammad mohamed mohammad mohamud
moore moor more
morris maurice
murphy murphey
murray murry
neal neale neil neill oneill oneil
nichol nicol nicoll nicholl
nicholson nicolson
nowak novak
owen owens
parry perry
pearce pierce pearse
pearson pierson
petersen peterson pettersson
phillips philips phillip philip
philps phelps
poole pool
powell powel
price pryce
pugh puw
read reed reid reade
rees reece rhys reese
reynolds renolds
richard richards
roberts robert
robinson robison
roe rowe
rogers rodgers
ross rosse
ryan rian
saunders sanders
schmidt schmitt
sheppard shepherd shepard sheperd
simpson simson
sims simms symes
sinclair saintclair stclair
smith smyth smythe
spencer spenser
steel steele
stephens stevens stephen steven
stephenson stevenson
stewart stuart steward
sutherland southerland
sullivan sulivan
taylor tayler tailor
thompson thomson tomson
turnbull trumble
vaughan vaughn
walsh welsh welch
watt watts
webber weber
wheatley wheatly
white whyte
whittaker whitaker
wilks wilkes
williams william
willis wills
woods wood
wright right
yates yeates
ahmed ahmad ahmet
akhtar akhter aktar akther
ali aly
anwar anwer
aziz azeez
begum begam begom
bibi bi
bhatti bhatty
chaudhry choudhury chowdhury chaudhary choudhry chaudhri choudhary choudry
farooq faruq farouk
gill gil
hassan hasan
haque haq hoque huq
hussain hussein husain hossain
iqbal eqbal
islam eslam
kapoor kapur
karim kareem
khatun khatoon
kaur kour
mahmood mahmud mehmood
malik mallick
mehta meta
miah mia mian
mirza mirzah
patel pattel
qureshi quraishi qurashi kureshi
rahman rehman rahmaan
rashid rasheed
reddy reddi
saeed sayeed syed sayed said
sandhu sindhu
shah sha
shaikh sheikh sheik shaykh sheykh
sharif shareef
sharma sarma
siddiqui siddiqi siddique siddiquee siddiky
singh sing
uddin udin ud din
yaqub yaqoob
agarwal aggarwal agrawal
banerjee banerji bannerjee
mukherjee mukerji mukharji
kowalski kowalska
krishnan krishna
oconnor connor connors
obrien brien obryan
oneill neill neil oneil
osullivan sullivan
nguyen ngyuen nguen
huynh hyunh
kwok guo
cheung cheong
yeung yang
`;

/** First names that are well known and form no line above. */
const OTHER_FIRST_NAMES = `
aamir aarav aaron aayan abdiaziz abdikarim abdullahi abdus abel abena abid abiodun abiola abosede abshir abu
abul adaeze adan adanna adaobi adaora adebisi adebola adedayo adedoyin adefolake adekunle adela adele adeleke
adelola ademola adenike adenuga aderemi aderinsola aderonke adesola adetola adetutu adewumi adewunmi adil adina
aditi aditya adnan adriana adrianna advait advik adwoa afia afolabi afonso agne ahlam ai ailbhe ailsa aine
ainhoa aisling aiste ajay ajit akash akin akinola akintunde akinwale aklima akosua akshay akua akunna akvile
alaba alamgir alana alannah alaw alba alcina aled aleena alejandro aleksy alena ales alfredas algirdas alicja
alin alina alka alkis alla allanah alma alona alpa alpesh alvaro alvin alyona ama amal amani amara amarachi amba
amber ambreen ami amina aminat aminu aminul aminur amir amira amish amisha amit amna amparo amran amrik amrit
amrita an ana anab anais anand ananya anas anatolii anatoly anbu anca andra andrej aneela aneurin angel angharad
anghel angus anh anil anisha anisur anita anjali anju ankit annalise anowara ansuya antanas anthonia antoine
antonella anum anuoluwapo anup anwara anwen aoife aparna apostolos april araceli archana areeba arian ariana
ariel arif aris arjan arjun arkadiusz arlo armaan armando arnav arnold arpita arran artem arti arul arun arvind
arwel arwen arya asad ashik ashiqur ashish ashok ashraful ashton ashwin asif asim asiya asli asma asmi asmita
asta astrid ataur athena athina atif atiya atul aubrey audrey audrius augustina augusto aurel aurelia aurelija
aurora ausra austin autumn avani avinash avni avril avtar aya ayaan ayan ayden aylin ayman ayodeji ayomide
ayomikun ayotunde aysegul aysel ayush azad azhar azizur azra azuka babar babatope babul bach balaji balraj
bamidele ban bang banke bao baris bashir basit basma bassam be beata beau bedrich bekir bela belen berk bernice
bertha betul beverley beverly bhagwati bhagya bhanu bharat bharati bhargav bhavini bhavna bhavya bhupendra
bhupinder bianca bich bile bin bina bindu binh bipin birute bishaaro bisi blaine blake blanca blanka blathnaid
bleddyn blessing bo bode bodrul bogdan bogdana bogumil bogumila boguslaw boguslawa bohdan bohumil bolanle
boleslaw bonnie boris borys bosede bozena bradley bram brandon branwen brenda brendan brett brianna brodie
bronagh bronislaw brooklyn bruce bruno brygida bryony bukky bukola bulent bunmi burak busayo bushra busra byron
ca cabdi caleb calla callum calum calvin camelia camila camilla can candice cansu cao carina carl carla carlton
carly carmel carmen carson carwyn carys cassandra cassidy cassie catalin cathal catia catrin cecilia cecily
cecylia cedric celeste celia celine cem cemal cemre ceridwen cerys cestmir cezar cezary chaitanya chandni
chandra chandresh chandrika chanel chantal chantelle chao chara charanjit charity charlene charmaine charu chau
chelsea cherie cheryl chetan chi chiara chibuzo chidera chidinma chidiogo chiemeka chigozie chigozirim chijioke
chika chima chimamanda chinagorom chinasa chinaza chinelo chinemerem chinenye chinh chinwe chinyere chirag
chisom chitra chizaram chizoba christa christabel christel chrysa chuka chukwudi chukwuma chun chung cian ciara
cidalia cigdem cillian ciprian claudette claudia claudiu clement clementine cleo clinton cliona clive clodagh
clyde cody colm colton comfort conall cong constanta consuelo coral corey corina corinne cormac cornel cornelia
cosimo cosmin courtney cristi cristian crystal cu cuc cuong curtis cuthbert cyril czeslaw czeslawa dagmar dahir
dahlia dainius daiva daksha dalal dalbir dale dalia dalibor dalila damian damien damilare damilola damon dana
dang danute dao daphne dapo dara darcy daria dariia darius dariusz darragh darren darryl darsh darshan darshana
darya daryl daryna dat davinder dawn dayo dean deepali deepti deimante deirdre deji deka delfina delia delilah
della delphine delroy delyth demi denisa deniz denzel deqa dermot derya desmond despina deval devang devi devika
devon dexter dhanush dhara dharmesh dharshini dhaval dhruv diarmuid diego diem dien diep dieu dilara dilek
dilwar dilwyn dilys dimeji dina dinah dinh diogo dion dipti dirk divya dixit diya doan doanh dolapo dominika
donatas dong doreen dorel dorin doris doru dotun dragos drahomira drashti dua duarte duc dulal dulce dumitru
duncan dung dusan duy duyen duygu dwayne dylan eamon eamonn ebele ebenezer ebere ebony ebru ebun ebunoluwa ece
eda eden edgar edgaras edidiong edie edita edite edith edmund edna eduarda edvinas edyta efe effie efosa
eftychia efua egidijus egle ego ehsan eifion eilidh eimear eira eirini eirlys ejike ekaette ekene ekow ekta elen
eleri elfed eli elias elif elijah elina elisabetta elisha eliska ellis elodie eloise elpida elsa elton elvis
emad eman emanuel emdad emel emer emerson emil emilio emine emmanuel emmeline emrah emre emrys emyr enamul enda
enid eniola enitan enoch enya ercan erdem eren erhan ernest ernestas ernie errol eryk esha esi esin esme esohe
esosa esra estela ethel eugen eugenia eugeniusz eunice eurig euros eustachy evaldas evangelos everett everton
ezinne ezra fabian fabio fabrizio fadi fadia faduma fadumo fahad fahd fahima fahmida faisal faith faiza fakrul
falguni fallon fang farah faraz fareed farhan farhana farid farrah faruk fatai fateha faten fatih favour fay
faye fearghal federica fedir felicja felix femisola fenella ferdinand ferdousi ferdynand fergal fergus ferhat
fern fernanda fernando festus ffion fikret filipe filippo filiz filomena filsan finbar finlay finley finn
finnegan fintan fionnuala firoz flavia flavius fletcher floella flora florentina florica florin florina folake
folarin foluke foram forid fotini fowsia foysal fozia franca francine frantisek freya friday funsho furkan
gabija gagan galina gam gamze ganesan ganesh gargi garrick garrison gaurav gavin gayatri gaynor gbemi gbemisola
gbenga gearoid gediminas geeta gemma geneva genowefa georgeta geraint geta gethin ghada ghassan ghazala ghita
ghulam gia giang giannoula gias gica gideon giedre giedrius gilbert giles gillespie ginette gintaras gintare
giorgia girish giselle gita gizem gladys glen glenda glenn glenys gloria glyn godwin gokhan golam gonca goncalo
goodness gopal gopi gracjan grainne greer griselda grover guadalupe guilhermina guinevere gul gulay guled gulsen
gunvant gurcharan gurmeet gurmit gurnam gursharan gus gustaw guven guy gwyn ha habib habiba habibur habon hadeel
hadi hadley haf hafiz hafizur hafsa hai haider haitham hakan hala halil halimo halszka haluk halyna hamid han
hanaa hanadi hande hang hanh hani hanif hansa hansaben hao happiness haralambos harbans harcharan hardeep hardik
hardip hareem haresh hari harinder haris harish harjit harleen harley harmeet harminder haroon harper harsha
harsimran harun harvey harvinder hasina hasmukh hasna hasret hau hauwa hawa hayat hayden haydn hayley hazel
heath heba hector hedley hedvika heena heidi helal helder heledd hema hemal hemant hemlata hena henrietta
henryka herbert herman herminia hetal hezekiah hibo hien hiep hieronim hieu hilal hilda hina hinda hira hiral
hiren hiten hitendra hlib hoa hoai hoan hoang hoc hoda hodan holden holly homer hong honorata hop hope horace
horacio horia hryhorii huan hubert huda hue hui hulya huma humaira humayun humera hung huong husna huu huy huyen
hyacinth hynek hywel ibado ida idalina idil idowu iestyn ieva ifrah ignacio ignacy ignatius igor ihor ihuoma
ijaz ijeoma ikbal ikechukwu ikenna ikpeme ikran ila ilaria ilda ileana ilhan ilias ilie ilinca ilker ilona ilyas
imade iman imdad imelda inaya inderjit india indiana indigo indira indra induben ines inna innocent ioanna iolo
iona ionela ipek iram irem ireneusz irfan iris irmina irum irvin irving isadora isaiah isaura isha ishaan ishita
ishtiaq ishwar isidro isioma ismet israel issa itohan iulian iuliana iva ivana ivanna ivo ivor ivy iyabo iyanu
iza jacek jacinta jackson jade jaden jagdeep jagdish jagjit jagmohan jago jagoda jagruti jagtar jahanara
jahangir jaimini jaiye jakir jalal jalil jalpa jama jameela jamila jamir janani janelle janina janine janki
jannat japneet jared jarmila jaromir jaroslava jarvis jasdev jashim jaskaran jasleen jasmeet jaspal jasper jasu
jatin jatinder javed javeria javier jawad jawahir jax jaya jayant jayanti jayden jayshree jeannine jed jeetu
jeevan jemima jemma jensen jeremiah jermaine jesmin jesus jethro jewel jian jibola jie jigna jignasha jignesh
jihad jinal jinan jindrich jing jirina jitendra jitesh jitka joachim joaquim jobeda jocelyn joely joginder
jolana jolene jolie jonah jonas jordan jordana josiah jowita juana juanita jubayer juhi julija julio julita
juliusz jumai jumoke jun junaid june juniper juozas jurate jurgis jusna justas jyoti kaan kabir kacper kadie
kadir kaiser kaja kajal kajan kajetan kala kalavati kaleb kaleem kalina kalliopi kalpana kalpesh kaltun kalyani
kamal kamala kamaljit kamil kamila kamini kamlesh kamran kamrul kamsi kanayo kanchan kaniz kanta kanti kapil
karamjit karan karanjit karanvir kareena karel karis karishma karl karla karolis karsan karthik kasey kashif
kashmir kasim kathrin kaumudi kaushik kavita kavitha kavya kayode kazimiera keanu keegan keeley kehinde keira
keisha kelechi kelsey kelvin kemal kenan kendall kendra kenechukwu kenton kerensa kerrie keshav kestutis ketan
ketki keyur khadra khai khairul khaleda khang khanh khawla khiem khoa khokon khrystyna khuong khurram khurshida
khushbu khuyen kian kiana kien kiera kieu killian kinga kinjal kinnari kinsley kiranben kirit kirk kirpal kirti
kishan kishor klaudia klemens klementyna kofi kojo kokila komal komala konrad kornel kornelia kosi kosisochukwu
kristian kristyna kriti krupa krystal krystian krystle kubra kulbir kulsoom kulsum kulvir kumaran kunal kunle
kurt kusum kveta kwaku kwasi kweku ky kylie kyriaki kyrylo labiba lacey lachlan lacramioara ladi ladislav laila
laima laimonas lainey lakhbir lakhvir lalit lam lambert lambros lamia lan lance lancelot landon lanre lara
larisa larissa larysa lata lateef latha latif latifa latifat latisha latoya laurentiu lavanya lavinia laxman
layla layton le leanna lech leena lei leighton leila lekan lemuel lenka lennox lenora leona leonor leopold leos
leroy lesya leszek leticia levent levi lewin leyla liakat liban libor lien lilith linas ling linh linus lionel
lipi liton liudmyla liviu llinos llyr loan loay loc logan loi lois long lorcan loredana lorelei lorena loreta
loretta loukas lourdes lovepreet lowell lowri luan luay lubna lubos lucian luciana luciano lucjan lucyna ludmila
ludovic luella lula luminita luong luot lurdes lutfa lutfur luther luthfa luul luyen luz luzia ly lyle lyndon
lynette lyra lysander lyudmila mabel maciej maddison madhu madhuri maeve mafalda magnus maha mahad maham mahbub
mahbuba mahendra mahesh mahfuz mahima mahir mahira mahnoor mai maia mainul maira mais maisy maja majd majid
majida makar makinde maksuda maksymilian mala malachi malachy malak malar maleka mali malia malika malkiat
malkit malti malwina mamta mamun man manal maneesha manh manik manish manisha manju manjula mannan manoj manon
mansi mantas manuela marcela marcelina marcella marcia mared marged margery marharyta mariah marianna mariano
marianthi maricarmen maricica marietta marika marilla marin marinela mariola marisa marissa marius mariusz
marketa markos marlena marlene marlon marnie marsha martyna martynas maruf marvin marwa marwan maryan maryla
maryna marzena marzia masood masud masuda masum matej mathi mathilda mathura matin mau maulik mavis maximus maya
maysa mayur mazen meadow meenakshi meera meeta megha meghna mehak mehar mehedi mehreen mehtap mehul mehwish mei
meinir meirion melek melike melinda melis melody meltem melvin memona men menna mercedes mercy mererid merle
merlin merve mervyn mesut metin micaela michalina michalis mieczyslaw mien mieszko mihir mijan milada milan
milda milena miles milind milo milon milos miloslav milosz min minal minara mindaugas mine ming minh minnie
mintu mircea mirela miroslava miroslaw miroslawa miruna misbah mital mitesh mitica mizan mizanur moaz mobeen
mobolaji modestas modupe mohan mohin mohinder mohini mojisola momtaz mona monal monday monir monira montague
montgomery montserrat monwara morag morenike moriom morton moses motin motiur moyosore mrunal mubashir mubeen
mudassar muge mui muireann mujibur mukesh mukhtiar mukul mumtaz muna munir munni muoi muon murat murugan musa
mustaf muzibur my mya mykyta myra myroslava myrtle myrto na nabeel nabeela nabil nabila nachhatar nada nadiia
nadine nafisa nafisat naheed nahid nahida nahla naila naina najma najwa nala nalin nalini nam nana nandini
napoleon narcis narendra naresh nargis narinder narmada naseem nasim nasima nasira nasra nasteho nastia natercia
naveed navin navjit navjot navneet navya nawal nayan nazan nazarii nazir nazira nazli nazma nazmin naznin nazrul
ndidi neel neelam neha nehal nektarios nela nelson nelu nerida nerijus neringa nerissa nermin nerys nesrin nesta
nettie neville nevin newton nga ngan ngat nghi nghia ngoc ngozika ngu nguyet nhan nhat nhi nho nhu nhung nhuong
nia nicoleta nicu nicusor nida nidal nieves nighat nihad nijole nikhil nikita nikodem nikola nikoleta nila nilam
nilgun nilima nilufa nimco nimesh nimish nimisha nimra nina ninh ninian nipa niraj niral nirav nirmal nirmala
nirosha niroshan nirupa nishant nishil nitin nitya niyi nizam nkem nkiru nkiruka nmesoma nneka nnenna nnenne
noel noeleen noelia noelle noha nola non nonna norbert noreen norma nosa nosheen nouf nuala nuno nuong nura
nuray nurcan nuria nurjahan nurul nusaiba nutan nwamaka nwando nwanneka nyah oai oana oanh obiora octavian odell
odete odette odhran odinaka odun odunayo oge ogechi oisin okan okechukwu okezie olabisi olaide olajide olamide
olanrewaju olaoluwa olayinka oldrich oleg oleh oles olesia olimpia olinda oliwer oluchi olwen olwyn olympia om
omolara omotayo omotola omowunmi ondrej onome onur onyeka onyinye opal ophelia oreoluwa orest orhan oriana
orlando orson orville osama osarugue osas osaze osian ostap otakar otilia otis otito otto otylia ovidiu oyin
oyinkan ozan ozge ozlem padma paige paisley palak palesa pallavi paloma palvinder pankaj pansy parag paresh
parimal parita parker parth parthiban parul parveen parvez parvin patience patrik paulina paulius pavan
pavandeep pavla pavlos paxton payal payton paz pearl pelin peng peregrine persephone petra petras petre petrica
petronela petronella petroula petru peyton pha phan phat phi philomena phineas phong phu phuc phung phuoc phuong
piers pihu pilar pinal pinar ping pinky piper pirabu piyush pola polina poonam popi portia povilas prabhjot
prabhleen prabhu praful prafull pragna prakash pramod pranav prashant pratik pratima pravin precious presley
preston primrose prina prince pritam pritesh priti proinsias providence prudence purvi pushpa qais qamar qasim
qing qua quach quan quang que quentin quincy quinn quoc quratulain quy quyen quyet quynh rabee rabeya rabia
rabih rachna radha radhika radim radka radu rafael rafaela rafal rafe raffaele rafia rafiq rafiqul raghav raghu
rahat raheela rahela rahi rahma rahul raihana raine raja rajaa rajal rajbir rajni rajpreet raju rajwant rakesh
rakhee rakib raksha ralph raluca rama ramandeep ramanjit ramazan ramesh rami ramila ramon ramona ramune ramya
rana randolph rania ranjan ranjana ranu raphael rasa rasel rasha rashed rasheedat rashmi rashpal rasik raton
raul raven ravi ravinder ravindra rawan raza razia razu razvan recep reem reema regina rehan rehena rekha remi
remigiusz renato renee renuka resham reshma reuben rex reyhan reynold reza rezaul rezia rhea rhett rhian rhodri
rhona rhonda rida rima rimantas ripley ripon rishi risikat ritesh ritika ritu river riyaan riyad rizwan robina
robson rocco rochelle rocio rodica rodrigo rogerio rohan rohini rohit roisin roja rojina rokas rokeya rokib
roland rolandas rolf roma roman romana romeo romesh romilly rona ronak ronke rony rosanna rosaria rosario roscoe
roseanne roshni roslyn rostyslav rotimi roua roushanara rowan rowena rowland rowshan roxana roxanne roy royce
royston rozalia rubab rubel ruben rubi rubina ruby ruchi rudolf rudra rufus ruhul rui rukhsar rukiye rukmini
rumana rumi runa rupa rupal rupesh rupinder ruqayyah rushna ruslan ruslana russell ruta rutvi ruxandra ruzena
ryder rylan saad saanvi saba sabbir sabia sabin sabina sabine sabrina sachin sadaf sade sadek sadio sadiq safa
safeena saffron safia safiya safiyo sagal sagar sage sahar sahil sahin sahra saiful saira sajal sajeda sajib
sajid sajida sakina salah salam saleha salem salewa salina salman salome saloni salvador samad samaira saman
samar samara sameer samia samir samreen samson samsun sana sanaa sanda sandeep sandip sandro sang sangeeta
sangeetha sangita sania sanjana santiago sanvi saoirse sapna saqib sarabjit saravanan sarbjit sarika sarita
sarka saroj saskia satinder satish satpal sattar satveer satvinder satwinder saul saulius savas savita sawsan
saxon sayeda saynab sayra scarlett seda sedat segilola sejal selda selena selin selina selvi semra sen senay
senthil serap seraphina serenity serkan seth sevda sevgi sevim seweryn seweryna sezen shaan shabana shabir shadi
shafaq shafi shafiq shagufta shahadat shahana shahed shahjahan shahnaz shahzad shaila shailesh shaili shaima
shaista shakeel shakil shalom shama shamim shamima shamsul shamsun shana shanelle shania shanice shanta shanthi
shanti shantilal sharan sharda sharna shatha shaurya shaw shay sheena sheetal shefali shelby sheldon shelina
shelley shelton sheraz sheridan sherri sherry shibli shilpa shirin shirina shital shiuli shiuly shivani shoaib
shobha shohag shona shopna shreena shreya shruti shukri shukurat shyam shyla sianna sibel sibyl siddharth sidra
sigita sigrid siham sikiru silas silvana silvija silviu simas simbi simisola sinan sinead sion siraj sirajul
siya skaiste skye skyla sloane smita sneha snehal snizhana soa sobia sofina sohail sohel soledad solomiia
solomon somto son sonal sonali song songul sonny sorcha sorin sorina sorrel sotiris spyros sridhar stanislava
stanislawa stasys stavros stavroula stela stelios stepan stepanka sterling su suad suat subhash sucdi sude sudha
sudhir sufia sufian suganthi suha suhail suhel sujan sujata sujon sukhbir sukhchain sukhmani sukhraj suleiman
suleman suleyman suliat sultan sultana suma sumaira suman sumena sumi summer sumon sunday sunil sunkanmi sunny
suong suraya surbhi surekha suresh surinder surjit susana sushila suzan svatopluk swapnil swaran swati sybil
sybilla sylwester ta tabassum tabitha tadas tadhg taha tahera tahmina tai taiba taimur taisiia taiwo tajinder
talha talia talitha tallulah talwinder tamanna tamar tamer tan tanim tanisha tansu tansy tanveer tanvi tanvir
tanzina tao tara taras tareq tarla tarsem tarun taruna taryn taslima tasneem tate tatum tauseef tavleen tayfun
tayla taylan tayo tayyab tayyaba tegid tegwen tehmina tejal tejinder tejiri telma temidayo temilade temperance
teniola teodora tereza terrell thach thaddeus thai thakor tham thamer than thanasis thang thanh thao tharsini
that the thelma thenmozhi theodoros thi thien thiet thinh tho thoa thodoris thoi thong thu thuan thuc thuong
thuva thuy thuyen tia tiago tiana tiberiu tiegan tien tiep tiffany timur tin ting tinh tipu titu titus to toai
toan tobiasz tobin tochi tofayel toke tokunbo tolga tolu toma tomiwa topaz toyah toyin toyosi tra trac traian
tram trang travis trefor trent tri trieu trinh tro troy tru truc trudy trung truong trupti tu tuan tucker tudor
tudur tugba tuli tuncay tung tuoi tuong tuqa turgut tushar tuyen tuyet tymon tyrone tyson ubah uchechi uday
udoka ufuk ugne ugo ugochi ugochukwu ugonna ugur uju ujwal uliana ulrika ulysses uma umakant umang umesh umit
umut upinder urmila urooj urvashi urvi usha ut utsav uy uyen uzma uzo uzoamaka uzzal vaclav vadym vaibhav vaida
vaishali valdas valentin valentina valentine valentyna valeriia vali valter van vandana vangelis vani vania
vanita varinder varsha vasant vasanthi vasco vasile vasilica vasiliki vasilis vassilis vasyl vasylyna vatsal
veena veli velma velu venetia verity verna vernon viacheslav vianne vibha vicente vida vidhi vidya vien viera
viet vihar vijaya vikas viktoras viktoriia viktorija vilius vilma vimal vimla vina vinay vinaya vinh vinod viola
viorel viorica vipul vira viraj virgil virginija vishakha vishal vit vita vitalii vitalija vitaliy vitor vivaan
vlada vladimira vladyslav vlasta vojtech volkan vong vu vuong vy vytas vytautas waclaw wael wafa wahab waheed
wahid wajid waldemar walentyna walid wallace walton wanda waqar waqas warda warsame warwick wasiu watson wayne
webster wei wesley whitney widad wieslaw wieslawa wiktor wilbur wilhelmina willa willow wilma wincenty windsor
winona winston wiola wioletta wislawa wladyslawa woody wuraola wyatt wyn xanthe xavier xenia xiao ximena xin
xoan xuan yaa yadwinder yagmur yahya yakup yalini yamini yamuna yan yana yara yaroslava yasar yash yashwant
yasir yasmina yavuz yaw yazan yejide yelda yelyzaveta yemi yen yeva yi yigit yilmaz ying yinka yinusa yogesh
yogita yolanda yonca york yota yu yuliya yunus yuri yurii yuvraj yvaine zadie zafer zaher zahida zahir zaid zain
zaki zakia zakir zamzam zane zaneta zdena zdenek zdenka zdzislawa zeba zebedee zeenat zeeshan zehra zeina zelda
zelia zelma zena zenon zerrin zia ziad ziaur zikora zilvinas zina zinaida zinnia zita zivile ziyad zobeda zohaib
zohura zoi zoryana zubaida zubair zubayer zulekha zulfiqar zunaira zuri zuzia zygmunt zyta
`;

/** Surnames that are well known and form no line above. */
const OTHER_SURNAMES = `
abbas abbasi abbott abubakar acharya achebe adamczyk adams adamski adamson adeniran adeniyi adesina adeyemi
adeyinka afzal agbaje agboola agu agyei ahuja aigbe ainsworth aitken ajayi akande akbar akinyemi akpan akram
akter alam almeida alom alonso alvarez alves amadi amin amoah ampofo anderson andrews aniebo animashaun ansah
antoniou antunes anyanwu appiah appleby archer armstrong arora arshad arslan asamoah asante asare ashraf aslam
aslan aspinall atkins atkinson atwal aujla awan awolowo aydin azam azikiwe babalola bahra baig bains bajwa bak
balan balasubramaniam baldwin ball balogun bandara bankole bannister bano baran barber barbieri barbu bari
barlow barnes barnett barre barrett barry bartlett barton basra bassey bassi bates bebb bedi bell bello benes
bennett benson best bevan beynon bhalla bhamra bhatia bhatt bhavsar bhogal bianchi bird birdi bishop black
blackburn blanco blazek boakye boateng bondar bondarenko booth borkowski bose bowen boyd boyle bradshaw bramley
brar bray breeze brennan briggs bright bristow bryant buchanan buckley bui bull burgess burke burrows burton
butcher butkus butler butt cai cairns cardoso carey carpenter carroll carter cartwright caruso carvalho casey
castro celik cermak cerny cetin chadwick chahal chambers chana chandler chapman charlton chatterjee chauhan
cheema chen cheng chmielewski chopra chow christodoulou chu chukwu ciobanu coates cochrane coelho cole colombo
connolly constantinou conti conway cooper corbett correia costa cowan craven crawford cristea cross cruz cullen
cunha cunningham curran czarnecki czerwinski dabrowski dalgleish dalton daniels danjuma dar darko das dattani
davidson dawson day delaney delgado deluca demir dempsey deng desai devlin dewhurst dey dhaliwal dhami dhanda
dhanjal dhillon diaz dickens dike dimitriou ding dissanayake do dobre dobson dodd dogan dolan dolezal dominguez
donaldson donovan doran dosanjh doyle drake drummond du duale duda dudek duff duffy duggan duke dunbar dunn
dunne duong durham dutta dvorak dyer eaton echebiri edet effiong efiong egal egan egbuna ekong ekwueme elmi
emenike enache enahoro english erskine esposito etim eyo eze ezeh farquhar farrell farrelly fashola faulkner
feng fenton ferguson fernandes fernandez ferrara ferrari ferreira fiala field fields finch fitzgerald
fitzpatrick flanagan fleming florea flower flowers fogarty foley fonseca fontana forbes ford forsyth fowler fox
franklin freeman frimpong frost fry fuller fung gahir galbraith galli gallo gandhi gao garcia gardiner gardner
garner garside gentile georgescu georgiou geraghty ghani ghosh gibb gibbons gibbs gibson gilchrist giordano
gittins glover glowacki goddard godfrey gohil gomes gomez goncalves gonzalez goodwin gorski gough gould gow
grabowski greco greenwood grewal griffin guest gunawardena gupta gutierrez gwynne gyamfi hafeez haigh hajek hale
hall hameed hamilton hammond hancock hannan hanson harding hardy hargreaves hart hartley hawkins hayer haynes
hayward he healy heer heffernan henderson hennessy herath hernandez hersi hibbert hickey hicks higgins hill
hills ho hobbs hockin hodges hodgson hogan holland hollis holloway holt hooper hopkins horak horton hothi
houghton howarth howell howells hu huang hudson hull hundal hunt hurst hussey hutchinson hutton huxley ibbotson
ibe ibeh igwe iheanacho ikpe ikpeazu ingram innes inyang ioannou ionescu ionita iroha irvine isse iweala iyer
jabbar jablonski jacobs jadeja jahan jain jakubowski jamieson jandu jani jankauskas jankowski jarman jasinski
jaworski jayawardena jelinek jennings jiang jimenez johal joshi kaczmarek kalinowski kalsi kalu kamali kaminski
kanagaratnam kane kang kania kapadia kara karavadra kausar kavaliauskas kavanagh kaya kazlauskas kazmi keane
kearney kemp kent kenyon keogh kerrigan kershaw khaira khan khanam khanna khanom khera kidd kiely kilic king
kinnear kirby klymenko knight knowles koc kohli kolar kolodziej konieczny kooner kotecha koval kovalchuk
kovalenko kowal kowalczyk kozak kozlowski krajewski kral kravchenko kravchuk krawczyk kriz krol kubiak kucera
kucharski kumar kwan kwarteng kwiatkowski lad laing laird lakhani lally lamb lane langley laskowski lau lawal
lawson lawton lazar leach leahy ledger leitch leone lester leung levy lewandowski liang lidder lis little liu
llewellyn lo lockwood lomax lombardi longley longo lopes lopez lord lorimer lotay love lowry lumsden lund luo
luu lyons lysenko ma macarthur macaulay macdermott macfarlane macgregor maciejewski macintyre mackinnon
maclachlan macmillan macneil macpherson macrae madden madu magee maguire mahal maher mahil mahon majeed majewski
makwana malhi malhotra malinowski maloney mancini mangat mann manning mannion marchenko marciniak mariani marino
marques marsh martinez martini martins mason matharu mather matos mayne mazur mazurek mbah mcallister mcarthur
mcbride mccabe mccall mccann mccarthy mccormack mcculloch mcdermott mcfarlane mcgowan mcgrath mcgregor mcguire
mcintosh mcintyre mckenna mckeown mckinnon mclaughlin mcleish mclellan mcloughlin mcmahon mcmillan mcnamara
mcneill mcphail mcpherson mcqueen mcrae mead meldrum mellor mendes menon mensah menzies mercer merritt metcalfe
michalak michalski middleton millington mills milner milton mir mishra mistry modi moffat mok moldovan molina
mollah moloney monteiro moody mooney morales moran moreira moreno moretti morley moroney moroz morrison moss
mostyn mottram mroz mughal muir mulholland mullan mullen mulligan munoz munro munteanu murdoch muresan nadarajah
nagra nahar naik nair nairn napier nash navarro navratil nawaz nayee naylor naz nduka needham nemec nettleton
neves newell newman ng ngo nicholls nicolaou nightingale nijjar nistor nixon njoku nkrumah nnadi nnaji noble
nolan norris north norton nowakowski nowicki nunes nwachukwu nwankwo nwosu nzeogwu oakes oakley obasi ocallaghan
ocarroll oconnell odedra odonnell odonovan odriscoll odukoya odunsi odwyer ofarrell ogbonna ogden ogilvie
ogorman ogunbanjo ogunbiyi ogunlade ogunleye ogunsola ohara ojo okafor oke okeefe okeke okereke okoli okon
okonjo okonkwo okorie okoro okoroafor okoye okpara oladipo olaniyan olawale oldham oleary oliveira oliynyk
olszewski oluwole omahony oni onuoha onyekachi onyema oppong oprea oreilly orji orourke orr ortega ortiz osagie
osborn osborne osei oseni oshea ostrowski osuji otoole otway owusu oyelaran ozdemir ozkan ozturk pabla page
paget palmer pan panchal pandey pandya panesar pang pannu papadaki papadopoulos parekh parikh parkes parkin
parkinson parmar parr parsons partridge paterson pathak patterson paulauskas pavlou pawlak pawlowski payne
peacock peck peel pegg penn penrose pereira perera perez perkins perrin peters petrauskas petrenko pham pickard
pickering pickles pietrzak pike pilkington pillai pinto piotrowski pires pitt plaha platt plummer pokorny
polishchuk pollard pollock poon popa popat pope popescu porter pospisil potter potts power prajapati pratt
prentice pringle prior pritchard probert prochazka proctor prosser przybylski pugsley purcell purewal purves
qadir quddus quick quigley quinlan radford rafferty rai rainford rajapaksa ramirez ramos ramsay ramsden ramsey
randall randhawa rankin rao rasool ratcliffe rathod rattray rauf raval rawlings rayner redfern redmond reeves
regan reilly reis ren rennie rhodes riaz ribeiro ricci rice richardson riddle rigby riley rinaldi ritchie riyat
rizzo roach robertson rocha roche rodrigues rodriguez romano romero rooney roper rossi rothwell rowlands rowley
rubio rudd rudenko rudge ruiz rushton russo rusu rutherford rutkowski rutter ruzicka sachdev sadler sadowski
sagoo sahota saini salami salmon salter samatar sampson samra sanchez sanderson sandu sangha sanghera santoro
santos sanz sargent sarkar sarpong sarwar savage savchenko sawicki saxena scanlon schofield seddon sedlak sehmi
sekhon sellers selvarajah semple serban serrano sethi sewell seymour shakoor shanahan shand sharp sharpe
sharples sheehan shen sherwood sheth shevchenko shevchuk shields shore short shukla sibley sidhu sikder sikora
sikorski silcock silva simmons simoes simons simsek singhal siu sivanathan skelton skene skinner slade slater
smail smart sneddon snow soares sobczak sodha sohal sohi sokolowski solanki sond soni sousa southern sowande
sparks speight speirs spicer squires staff stafford stankevicius stansfield stead steer stepien stirling stoica
stokes stone storey stott strachan stringer strong stubbs suarez sugden summers sumner sun sutcliffe sutton
svoboda swain swann sweeney swift sykes szczepanski szewczyk szulc szymanski szymczak tait takhar talbot
talukder tang tanner tattersall teague teixeira telfer tennant thackray thakkar thandi thind thiru thorne
thornley thorpe thurston tian tibbs tierney tighe timms titmus tiwana tiwari tkachenko tkachuk todd toft
tomaszewski tomczak tomkins tong toor torres townsend trainor tran tranter trewin trivedi trotter tsang tse tuck
tulloch tully turner ubani udeh udo ugwu ullah umeh underwood unsworth uppal upton urban urbanski urbonas
urquhart uzoma vaghela vanek varley vasiliauskas vasiliou vazquez verma vesely vickers vieira vine virdee vo
voicu vora vyas waddell wade wainwright wakefield walczak walker wall waller wallis walmsley walters wang
warburton ward wardlaw wardle warner wasilewski waterhouse waters watkins weaver webb weir wells west weston
westwood whalley wharton wheeldon wheeler whelan whitehead whitfield whiting whitlock whitmore whittle whitworth
wickramasinghe wicks wieczorek wild wilde wilk wilkie wilkins wilkinson williamson willmott wilson winfield
winstanley winter wishart wisniewski witham witkowski wlodarczyk wojciechowski wojcik wolfe womack wong woodward
worrall worthington wozniak wren wrobel wroblewski wu wyld wylie wynn wysocki xie xu yadav yakubu yao ye yeboah
yeoman yildirim yildiz yip yiu young yuan zafar zajac zakrzewski zalewski zaman zawadzki zeman zeng zhang zhao
zheng zhou zhu zielinski ziolkowski zukauskas
`;

/** The halves of which many Punjabi names are made: any of these beginnings with any of these ends. */
const PUNJABI =
  /^(?:har|gur|jas|pal|man|sukh|kul|bal|amar|aman|raj|kiran|nav|par|param|dal|lakh|sat|karam|kamal|jag|bhup|sur|tej|dil|ran|rav|rup|var|nar|arsh|charan|inder|jatin|love|prabh|sandeep|shar|sharan|simran|swaran|tar|tarn|upin|varin|satin|raman|ravin|parm|mah|moh|mohin|jog|dav|har|kash|mal|mand|sarab|amrit|jashan|harman|gagan|rajan)(preet|prit|deep|dip|jit|jeet|inder|indar|pal|want|vant|bir|vir|veer|jot|meet|mit|vinder|winder|minder|jinder|linder|leen|lin|dev)$/;

const SPELLED_ALIKE = new Map([
  ['prit', 'preet'],
  ['dip', 'deep'],
  ['jeet', 'jit'],
  ['indar', 'inder'],
  ['vant', 'want'],
  ['vir', 'bir'],
  ['veer', 'bir'],
  ['mit', 'meet'],
  ['vinder', 'winder'],
  ['lin', 'leen'],
]);

function toLines(list: string): string[][] {
  return list
    .split('\n')
    .map((line) => line.split(' ').filter((word) => word !== ''))
    .filter((line) => line.length > 0);
}

const ALONE: readonly number[] = [];

/** Made at the first use: it takes half a megabyte. */
let known: ReturnType<typeof toKnown> | undefined;

function toKnown() {
  /** Each name that has other forms, with the lines in which it stands. */
  const lines = new Map<string, number[]>();
  for (const [at, line] of toLines(FORMS_OF_FIRST_NAMES + FORMS_OF_SURNAMES).entries())
    for (const name of line) lines.set(name, [...(lines.get(name) ?? []), at]);
  return { lines, others: new Set(toLines(OTHER_FIRST_NAMES + OTHER_SURNAMES).flat()) };
}

/** What is known of a folded name: the lines in which it stands with its other forms; undefined where it is not known. */
export function knownAs(name: string): readonly number[] | undefined {
  known ??= toKnown();
  const { lines, others } = known;
  const masculine = name.replace(POLISH, 'i');
  return (
    lines.get(name) ?? (others.has(name) || others.has(masculine) || PUNJABI.test(name) ? ALONE : undefined)
  );
}

/** Polish surnames of women end in -a where those of men end in -i. */
const POLISH = /(?<=.{2}(?:sk|ck|dzk))a$/;

/** Letters that are written for one another in many names, in the order in which they are brought to one. */
const WRITTEN_ALIKE: readonly (readonly [RegExp, string])[] = [
  [/ee|ie$/g, 'i'],
  [/oo|ou/g, 'u'],
  [/y/g, 'i'],
  [/ck|c(?![eih])|q/g, 'k'],
  [/ph/g, 'f'],
  [/(?<=[aeiou])h$/, ''],
  [/(.)\1+/g, '$1'],
];

/**
 * One spelling of a name, to compare by: Callum for Calum, Jameel for Jamil, Manjeet for Manjit, Kowalski for Kowalska. No
 * name to show.
 */
export function oneSpelling(name: string): string {
  const end = PUNJABI.exec(name)?.[1];
  const other = end === undefined ? undefined : SPELLED_ALIKE.get(end);
  const spelled =
    end === undefined || other === undefined ? name.replace(POLISH, 'i') : name.slice(0, -end.length) + other;
  return WRITTEN_ALIKE.reduce((so, [letters, one]) => so.replace(letters, one), spelled);
}
