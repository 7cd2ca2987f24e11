/*
 * The phrases by which a worry is known, and those that only look like one. Words stand in lower case, without accents and
 * apostrophes. `(a|b)` is either, `?` and `*` repeat as in a pattern, `…` is up to four words, `,` is the end of a clause.
 */

/** Words that are a worry by themselves and are often misspelt: one slip of the fingers is allowed. */
export const OFTEN_MISSPELT =
  'bruise bruises bruised bruising abuse abused abusing abusive neglect neglected safeguarding disclosure disclosed flinch flinched flinches flinching assaulted suicidal allegation whistleblowing worried concerned scared frightened unexplained inappropriate'.split(
    ' ',
  );

/** Words that are right as they stand, although one slip would make one of those. */
export const RIGHTLY_SPELT = new Set(
  'cruise cruises cruised cruising braise braises braised braising amuse amused amusing finch finches clinch clinched clinches clinching married worries worrier hurried scarred scare scares sacred shared stared spared explained concern concerns disclose discloses abuser neglects assault appropriate'.split(
    ' ',
  ),
);

/** Words that are a surname behind a title, or behind a first name with a capital letter. */
export const SURNAMES = /\b((?:Mr|Mrs|Ms|Miss|Mx|Dr|[A-Z][a-z]+)\.?) (?:Hurt|Burns?|Marks?|Pain|Cutts?)\b/g;

const FAMILY =
  'mum|mums|mummy|mummys|mam|mammy|mom|mother|mothers|dad|dads|daddy|daddys|father|fathers|parent|parents|step ?(dad|father|mum|mother|brother)s?|uncle|uncles|aunt|auntie|aunty|grandad|granddad|grandpa|grandma|granny|gran|nan|nanny|nana|brother|brothers|sister|sisters|partner|boyfriend|girlfriend|carer|babysitter|childminder';
const CHILD =
  'child|children|childs|kid|kids|boy|boys|girl|girls|baby|babies|toddler|toddlers|little ones?|twins|siblings';
const ADULT =
  'man|men|woman|someone|somebody|person|staff|colleague|colleagues|teacher|volunteer|student|manager|stranger|adult|worker';
/** Anybody but the one who types. */
const THEY = `he|she|hes|shes|they|theyre|who|${FAMILY}|${CHILD}|${ADULT}`;
/** Whoever is harmed. */
const THEM = `him|her|them|me|himself|herself|us|each other|((a|the|his|her|their|my|another) )?(${CHILD}|mum|mummy|mam|mother|dad|daddy|(baby )?(brother|sister))`;
const THEIRS = `his|her|their|the (${CHILD})|childs|babys|kids`;
const BODY =
  'arms?|legs?|thighs?|knees?|face|cheeks?|head|neck|back|tummy|stomach|chest|hands?|fingers?|wrists?|ears?|eyes?|lips?|mouth|nose|bottom|bum|body|shoulders?|feet|foot|ribs?|skin|shins?|ankles?|scalp|jaw|genitals|privates|minnie|willy|pants|nappy|knickers|side';
/** What somebody who fills in a form is worried about. */
const PAPERWORK =
  'forms?|deadlines?|dates?|box|boxes|password|polic(y|ies)|wording|words|clauses?|statements?|data|privacy|account|declarations?|paperwork|signature|signing|agreement|app|bot|button|link|file|training|rota|shifts?|holiday|pay|contract|system|review|inspection|ofsted|parking|weather|questions?|answers?|email|computer|tablet|printer|version|screen|page|message|meeting|time|dbs';
const HARM =
  '(hit|hurt|harm|kick|punch|push|shove|shake|drag|grab|pinch|bite|beat|burn|choke|throw|whack|thump|spank|threaten|kiss|touch|scare|frighten|attack|stab|kill|lock|tie|bull(y|ie)|grope|batter|yank)(e?s)?|(hitt|hurt|harm|kick|punch|push|shov|shak|dragg|grabb|pinch|bit|beat|burn|chok|throw|threaten|kiss|touch|scar|attack|lock|bully|grop)ing|(harm|kick|punch|push|shov|dragg|grabb|pinch|chok|whack|thump|spank|threaten|kiss|touch|scar|frighten|attack|stabb|kill|lock|ti|bulli|grop|batter|yank|forc)ed|shaken|shook|bit|bitten|beaten|burnt|threw|(scream|shout|yell|swear)(s|ed|ing)? at|swore at|force (fed|feeds|feeding)';
const FEAR = 'scared|frightened|terrified|afraid|petrified|fearful|nervous (around|of)';

/** Everyday turns of phrase that hold a word of a worry. They are taken out before the worries are looked for. */
export const EVERYDAY = [
  // Worried about paperwork, or not worried.
  '(worried|worry|worrying|concerned|concern|concerns|anxious|nervous|uneasy|unhappy) (that )?(i|ive|im|id|ill|we|weve|its|it|this)',
  `(worried|worry|concerned|concern|concerns|anxious|nervous|uneasy|unhappy|uncomfortable) (about|with|over|by|at) ((the|my|this|that|our|your|how|what|a|an|new|old|all|in|filling) )*([a-z0-9]+ ){0,2}(${PAPERWORK})`,
  '(worried|concerned|anxious|nervous) about (getting|missing|doing|signing|filling|losing|being late|whether|which|when)',
  '(no|not|without|never|dont have|do not have|isnt) (a |any |of )?(real |further |other |safeguarding )?(concerns?|worry|worries|worried|concerned)',
  '(scared|afraid|frightened|nervous) (i|of (spiders|heights|dogs|missing|getting|losing|forgetting|the))',
  `something (is|isnt|not|has gone|went|seems|looks) (not |quite )*(right|wrong|off) (with|on|in) (the|my|this|your|our) ([a-z0-9]+ )?(${PAPERWORK})`,
  '(missing|unsafe) (from|on|for) (the|my|this|your) (list|form|register|rota|icy|wet)',
  // Safeguarding as a subject.
  '(safeguarding|child protection|disclosure|whistleblowing|abuse|neglect|fgm|domestic abuse|self harm) (and [a-z]+ )?([a-z]+ )?(polic(y|ies)|procedures?|training|trainer|courses?|certificates?|leads?|officers?|governor|link|week|month|refresher|module|quiz|audit|meeting|posters?|board|webinar|newsletter|updates?|team|briefing|files?|records?|level|test)',
  '(training|course|module|webinar|refresher|policy|briefing|workshop|talk|inset|responsible|trained) (on|about|in|for) ([a-z]+ )?(safeguarding|child protection|whistleblowing|disclosures?|abuse|neglect|fgm|self harm)',
  'level [0-9] (safeguarding|child protection)',
  // To disclose, in this product, is often to declare.
  '(i|we|id like|want|need|have|had|happy|like|wish|should) (to )?disclos(e|ed)( (that|to|my|our|a|the))?',
  '(dbs|enhanced|basic) disclosures?|disclosure (scotland|and barring|number|form)',
  // Things, games and sayings.
  `(hit|hits|hitting) (the|a|our|my|its|on|by mistake|send|return|enter|submit|save|delete|back|reply|accept|decline|home|it|traffic|snooze|at)(?! (${CHILD}|little|other|younger|${FAMILY}))`,
  '(smash|big|huge|real|greatest|summer|pop|chart|a) hits?',
  'bruis(e|ed|es|ing) (apples?|bananas?|fruit|pears?|peach(es)?|egos?|tomato(es)?|avocados?)',
  '(apples?|bananas?|fruit|pears?|ego) (is|are|was|were) (all )?bruised',
  'secret (santa|ballot|garden|supper|recipe|ingredient|location|menu|vote)',
  '(no|open|not a) secret|can you keep a secret',
  'touch(ed|es|ing)? (up|base|wood|the|a|on|typing|screen|wrong)',
  '(in|of|lost|out of|into|soft|keep in) touch|touching (story|speech|card|letter|tribute|words)',
  'red (hands?|paint)|(pen|paint|felt tip|glue|jam) marks?|paint on',
  '(accident|bump|injury) (book|forms?|report form|log|sheets?)|first aid',
  'biting cold|beating (the )?drums|cutting and sticking|killing time|dying (to|for)|shoot me|break a leg|fire drill|slap up|smack in',
  '(dog|pet|cat|horse) groom(ing|ed|er)|neglect(ed)? to|no stranger|not a stranger|high school|weight watchers',
  'saw something (on|in) (facebook|instagram|insta|whatsapp|the|a)|hit it off|throw(s|ing)? a party|threw a party',
  // About the one who types.
  '(i|ive|im|i have|i am|i was) (just |only )?(hurt|cut|burnt|burned|broke|broken|bumped|banged|twisted|hit|injured|pulled|bruised|scratched|trapped|bitten) my(self)?',
  `hurt(s|ing)? my [a-z]+|my ([a-z]+ )?(${BODY}) (is |are )?(in )?(hurts?|hurting|sore|pain|killing|broken|swollen|bad|bruised|bleeding)`,
  '(bruise|burn|cut|marks?|scratch|lump|bite) on my|i (do not|dont|didnt|cant|wont) want to',
  '(surprise|birthday|leaving|house|hen|stag) party|from scratch|mother tongue|hungry caterpillar|homeless (shelter|charity)|blood (relatives?|relations?|donors?)',
  'left (my|their|the (keys|committee|group|room|setting|nursery|chat)|a message|school|work)',
];

/** What reads like a worry. */
export const WORRIES = [
  // A word is enough.
  'bruis(e|es|ed|ing)|abus(e|ed|es|er|ing|ive)|neglect(s|ed|ing|ful)?|flinch(ed|es|ing)?|disclos(e|es|ed|ing|ures?)',
  'safeguarding|child protection|at risk|in danger|unsafe|not safe|allegations?|whistle ?blow(s|er|ing)?',
  'smack(s|ed|ing)?|slap(s|ped|ping)?|spank(s|ed|ing)?|beaten|whipped|chok(ed|ing)|strangl(e|ed|es|ing)|assault(s|ed|ing)?|stabbed|cruelty|violent|violence',
  'molest(s|ed|ing|er)?|groom(ing|ed)|rap(e|ed|ist)|sexual(ly|ised|ized)?|private parts|down there|porn|naked|humping|p(a)?edophile|predator',
  'fgm|forced marriage|radicali[sz](ed|ing|ation)|extremis(t|m)|trafficking|county lines|honour based',
  'suicid(e|al)|self ?harm(s|ed|ing)?|overdosed?|malnourished|underweight|starved',
  'welts?|black eyes?|(split|fat|cut) lip|unexplained|not explained|non accidental|(bite|burn|hand|finger|belt|slap|pinch) ?(marks?|prints?)|cigarette burns?',
  'domestic (abuse|violence|incident)|refuge|court order|injunction|restraining order|non molestation|kidnap(ped|ping)?|abduct(ed|ing)?',
  // Worried about somebody, or something felt.
  '(worried|worry|worries|worrying|concerned|anxious|uneasy|unhappy|uncomfortable|alarmed) (about|for|by|with|over|around)',
  `(worried|concerned) (that )?(${THEY}|a|the|one)`,
  '(a|any|some|my|real|serious|welfare|safety|genuine|have|got|another|bad) (concerns?|worry|worries)|concerns? (about|for|regarding|over|that)',
  '(raise|raising|report|reporting|log|share|voice) (a |my |this |an )?(concerns?|worry|worries|abuse|incident)|(raising|report) (someone|a colleague|a parent|a member of staff|him|her)',
  '(bad|funny|horrible|gut) feeling (about|that|,)|gut (says|tells|instinct)|dont trust (him|her|them)|not (happy|comfortable) (with|about) (how|the way|him|her)|gives me the creeps|creepy|is bothering me|cant stop thinking about|weird (with|around)',
  '(feels?|is (he|she|it)|are they|keep (him|her|them)) (un)?safe',
  '(something|things|somethings)( (just|really|is|are|does|do|seems|definitely))* (isnt|arent|not|doesnt|dont|feels?|seems?|is|wrong|off) … (right|wrong|off|ok|okay|amiss|up)|something( [a-z]+){0,4} feels off',
  'something( (just|really|is|feels|seems|definitely))* (not right|wrong|off|amiss)|somethings? (wrong|not right|off|going on)|not right (with|about|at home|the way|in that|how)|anything wrong at',
  // Who hurts whom.
  `(${THEY}) … (${HARM}) … (${THEM})`,
  `(${FAMILY}|he|she) (keeps |always |has |just )?(hits|hit|hitting|hurts|hurt|hurting|kicks|kicked|punches|punched|shook|shakes|bit|bites) [a-z]+`,
  `(${HARM}) (${THEM}) (with|at|when|if|in|on|again|really|very|and|,|because)`,
  `(hit|hurt|harmed|kicked|punched|pushed|shaken|burnt|burned|touched|bitten|attacked|threatened|locked|forced|scared|shouted at|mistreated) by (his|her|their|a|the|an|${FAMILY}|someone|somebody)`,
  '(being|been|gets?|getting|got|was|were) ([a-z]+ )?(hit by|hit|hurt|harmed|shaken|locked|mistreated|attacked|threatened|bullied|exploited|kicked|punched|tied)',
  `(${CHILD})( [a-z]+){0,2} (hurt|hit|harmed|injured|missing|hungry|scared|frightened)|(${CHILD}) with (marks|injuries|cuts|burns)`,
  `(hurt|hurts|hurting|hit|hitting|harm|harming) ((a|the|their|our|my|these) )?(${CHILD})|someone (hurt|hit|touched|hurts|hits|touches)`,
  `touch(ed|es|ing)? (him|her|me|them|himself|herself|themselves|other|another|inappropriately|his|${CHILD})`,
  'inappropriate(ly)? … (touch(es|ed|ing)?|behaviou?r|contact|messages?|relationship|with|towards)|(touch(es|ed|ing)?|behav(es|ed|ing)) inappropriately',
  // Marks and injuries.
  `(marks?|scratch(es)?|cuts?|burns?|scalds?|lumps?|bumps?|swollen|swelling|injur(y|ies|ed)|blood|bleeding|sores?|fractured?|bites?|scars?|grazes?) (all )?(on|to|in|over|round|around|down|along|across) … (${THEIRS}|both|one) ([a-z]+ ){0,4}(${BODY})`,
  `(marks?|scratch(es)?|cuts?|burns?|injur(y|ies)|blood|bites?|lump|bump) (all )?(on|to|in|over|round|around|down|up|along|across) (the )?([a-z]+ (of )?)?(${THEIRS}|him|them|one of|both|arms?|legs?|face|neck)`,
  '(strange|odd|funny|new|more|nasty|big|red) (red )?(marks|injury|injuries)|(broken|swollen|fractured|bleeding) (arm|leg|wrist|hand|finger|nose|ribs?|collarbone|eye|face)',
  'injur(y|ies) … (explain|explained|story|account)|(explanation|story|stories) … (add up|changing|changes|match|make sense|fit)|wont say (what|who|how)',
  `sore down|(hurts?|hurting|sore|bleeding) (when (he|she)|between)|(his|her|their) (${BODY}) (hurts?|is (sore|bleeding|swollen)|was bleeding)|(he|she|says|said) (hurts|was hurt|is hurt|is in pain)`,
  // Fear, and not wanting to go home.
  `(${THEY}|seems?|looks?) ((is|was|so|very|really|too|always|been|being|seems?|looks?|acts?|gets|got|are|were) )*([a-z]+ )?(${FEAR})|(${FEAR}) (of|to|for) (go|going|be|him|her|his|their|them|the|mum|mummy|dad|daddy|men|mums|dads|home|speak|talk|tell|leave|a child)`,
  '(scares|frightens|terrifies) (him|her|me|them|the)',
  '(doesnt|didnt|does not|did not|dont|wont|never|refus(es|ed|ing)|beg(s|ged|ging)|not|hates|hated) ((to|me|want|wants|wanting|like|likes|not|send|him|her|us|them|go|going|be|get|return|leave) )*(home|with (his|her|dad|daddy|mum|mummy|uncle|grandad|him|stepdad|nan)|near (him|her|his|dad))',
  '(scared|afraid) … home|at home … (scared|frightened|hurt|hit|cried|crying)',
  '(cried|cries|crying|screams|screamed|screaming|sobbing|sobbed|shaking|froze|freezes|hides|hid|hiding|clung|clings|clinging) … (when|to me|all day|under|behind|clinging|from (his|her|him|dad|mum))|clinging to|held on to me',
  'wont let (anyone|anybody|me|us|him|staff|mum|dad)|(wet(s|ting)|soil(s|ing)) (himself|herself|themselves)|gone ((really|very|so) )*quiet|(so|very|really|quiet and|become|seems?) withdrawn|stopped (talking|eating|speaking|playing)|not (himself|herself)',
  'reluctant to go home|(very|really|so|become|always|more) clingy|clingy and|frequently (dirty|hungry)|aggressive and withdrawn|withdrawn and|too much about sex|missed … (health visitor|appointments)',
  // Drink, drugs, weapons and fights.
  '(smel(t|led|ls|l|ling)|stank|stinks?|stinking|reek(ed|s|ing)?) … (drink|alcohol|beer|wine|weed|cannabis|booze|vodka|drugs|wee|urine)',
  `(${FAMILY}|he|she|hes|shes|they|came|turned up|arrived|seemed|drove) … (drunk|drinking again|drinking heavily|stoned|intoxicated|slurring|slurred|on drugs|under the influence|(seems?|seemed|looked|clearly) high)|off (her|his|their) (face|head)`,
  '(using|taking|dealing|doing|selling|found|has|on) (drugs|cocaine|heroin|weed|cannabis|crack)|needles? in|drugs in|drug dealer|drink driving|(has|got|with|brought|had|is|theres) (a|an|there a) (knife|gun|weapon)|(knife|gun|weapon) in',
  `(${FAMILY}|they) … (fight|fighting|fought|aggressive|aggressively|shouting and|throwing things|controlling)|(shouting|screaming) at (the |a |his |her |their )?(${CHILD})|police (came|were|called|turned)`,
  // Who may not come near.
  `(isnt|not|arent|wasnt) allowed to (collect|see|take|have|pick|say)|(he|she|dad|mum) (isnt|is not) allowed|tried to (take|snatch|collect|grab|grope)|i dont know is at the|(hanging (a)?round|watching the (${CHILD}))`,
  '(someone|somebody|man|woman|bloke|guy|person) (i dont know )?(is |was |has been )?(at the gate|hanging|watching|following|staring|taking photos|outside the)|theres a (man|stranger)|(a|some) stranger|to strangers?',
  // Left, missing, and not collected.
  '(not|never|nobody|noone|no one|hasnt|havent|isnt|wasnt|didnt)( (?!i |ive |my )[a-z0-9]+){0,4} (collect(ed)?|pick(ed)?( [a-z]+)? up|fetched|come for)|(late|failed|missed) collection|uncollected|(child|children|kids|he|she|hes|shes|theyre) (is |are )?still here',
  `(cant|cannot|couldnt|unable to|no one can|nobody can|havent been able to) (get hold of|reach|contact|get through to) ((the|any|either|a) )*(${FAMILY})|(${FAMILY}|nobody|noone|no one) (is |are |isnt |arent )?(not )?answer(s|ing)`,
  '(family|child|he|she|they) (has |have )?(disappeared|vanished|gone missing)|(missing|lost) child|(not|hasnt|havent) (been in|been seen|seen (him|her)) … (days?|weeks?|month|since|reach)',
  '(left|leaves?|leaving|all|home|sleeps?|wandering|out|them|him|her|kids|children)( [a-z0-9]+){0,3} (alone|unattended|unsupervised|by (himself|herself|themselves))|(left|leaves?|leaving|home)( [a-z0-9]+){0,3} on (his|her|their) own',
  `left (him|her|them|the (${CHILD})) … (car|house|bath|park|outside|garden|dark|cot)|left in (the|a) (car|bath|cot|dark)|(alone|on (his|her|their) own|own) (with|at night|all) (a|the|him|her|one|our|night|${CHILD})|behind a (locked|closed) door|door shut`,
  // Secrets, and what a child said.
  '(a|our|special|little|big|has) secrets?|secrets? with',
  `(${THEY}|says|said|told) … (dont|not to|never|cant|mustnt|must not|shouldnt) tell|not allowed to tell|i mustnt (tell|say)`,
  `(child|kid|boy|girl|one of the [a-z]+|little one|toddler|year old) ([a-z]+ )?(told|tells|confided|said something|has said|opened up|said to me|says (that )?(${FAMILY}|nobody|he|she|there))|what (a|the) (${CHILD}) said|if a (child|kid)`,
  '(something|what) (he|she|they|[a-z]+) said (is|was|to me|has|about)|(saw|seen|heard|overheard|witnessed|noticed) something|i overheard|told me something',
  // Hunger, dirt and cold.
  '(always|so|really|very|comes in|came in|still|every day|he|she|child|kids|hes|shes|often|constantly|turned up) ([a-z]+ )?(hungry|starving|filthy|dirty|smelly|freezing|thin|unkempt|unwashed|exhausted)|dirty (clothes|nappy|nappies)',
  '(no|nothing|not enough|without|never any|never has) (food|to eat|bed|heating|coat|a coat|shoes|dinner|breakfast again)|(nobody|noone|no one|doesnt|dont|wont|not|never) (feeds?|fed|change (his|her)|wash (him|her|them))|wont eat|losing weight|lost (a lot of )?weight',
  'untreated|nappy (full|rash)|full nappy|mould everywhere|sleep(s|ing) on the floor|in pyjamas',
  // Wishing to die, and not coping.
  '(wants?|wanted|going|wish(es|ed)?|threaten(s|ed)?|tried|trying|might|will|would|could) (to )?(die|be dead|kill|harm|hurt|end (it|his|her|their)) ?(himself|herself|themselves|myself|him|her|them|the baby|it|,)|wish(es)? (he|she) (was|were) dead|kill (himself|herself|themselves|him|her|them)|(cant|not) cop(e|ing)|(really|so|very) (low|depressed)|cant look after',
  // What adults around children do.
  `(${ADULT}|he|she|his|her|their) … (photos?|pictures?|pics|videos?|filming) … (of|on) ((the|a|our|his|her|their|some) )*(${CHILD}|(own|personal) phone|phone)`,
  `on (his|their) lap|too (close|friendly|familiar|rough|harsh) (to|with) … (${CHILD})|rough (with|handling|handled)|pull(s|ed|ing)? … hair|messag(es|ing|ed) … (to|and|a|the) ((a|the) )?(${CHILD})|messages from … to (a|the) (${CHILD})|too close to (a|one)`,
  '(acting out|talks about|knows about|having) sex|show(s|ed|ing)? (him|her|me|them|their|his) (bits|privates|willy|bum)|(drawing|drew|picture) … (hitting|hurting|private)|swore at|called (him|her) a (little|stupid|fat|fucking)|hands? (round|around) (his|her) (neck|throat)',
  '(she|her|girl|girls|sister) … be cut|special ceremony|ceremony for (the|her)|(going|taken|fight) abroad (for a|to be married|to marry|to fight|and wont)|go(ing)? to fight',
  // Asking whom to tell.
  '(who|whom) (do|should|can|would|must) (i|we) (tell|report|speak|talk|go)( (to|with))? … (child|worry|kid|concern|colleague|boy|girl|baby|family|incident|disclosure)',
  `(talk|speak|chat|word) (to|with) (someone|somebody|you|[a-z]+) (about|re|regarding) ((a|the|one|what|something|of|my|our) )*(${CHILD}|family|parent|dad|mum|worry)|talk about a child|about a (child|kid|baby|boy|girl) (being|who is|thats|at|in my)`,
  '(ring|call|report|refer|contact|phone|referral) … (social (services|care)|nspcc|mash|lado)|need to report|how do i report|make a (safeguarding )?referral',
];

/** Whom a sign is about: anybody but the one who types. */
export const SOMEBODY = `${THEY}|him|her|them|his|their|[a-z]+s (mum|dad|mother|father)`;

/** Signs of harm or neglect, which read like a worry where the same words speak of somebody. */
export const SIGNS = [
  // The body.
  'scratch(es|ed)|grip|fractur(e|es|ed)|floppy|drowsy|limp(ing|s)?|injur(y|ies|ed)|scald(s|ed)?|burn(s|t|ed)?|wounds?|bleeding|blood (on|in)|swollen|swelling|lumps?|soreness|unconscious|concussion|sedated',
  'rotten|nits|lice|(wee|urine|water) infections?|scabies|impetigo|smell(s|y|ing)? of (wee|urine|poo|smoke)|smelly|grubby|dirty|filthy|matted|unwashed|unkempt|(so|too|very|looks|getting) thin|(always|so|really|still|comes in|and|is|are|was) hungry|starving|thirsty|exhausted|not growing|too small|holes in|with holes|not dressed|no (food|breakfast|lunch|coat|shoes|socks|nappies)|in long sleeves',
  // What a child does.
  'clingy|tearful|subdued|withdrawn|aggressive|winc(e|es|ed|ing)|cower(s|ed|ing)?|freez(e|es|ing)|froze|jumpy|trembl(e|es|ed|ing)|shak(es|ing) (when|whenever|if|as|and)|hysterical|inconsolable|distressed|nightmares?|night terrors|regress(ed|ing)?|wetting|soiling|rocking|bang(s|ed|ing) (his|her|their) head|hoard(s|ed|ing)?|steal(s|ing)? food|bit(es|ing|e) (himself|herself)|frightening|long sleeves|undress|with (his|her) tongue|willy|willies|sex|privates|violence',
  'reluctant to (go|leave)|late (being picked|picking)|always late|change (in|of) (behaviour|mood)|(doesnt|never|didnt|not) cr(y|ies|ied)|overly friendly|too friendly|(makes|cooks|gets) (his|her|their) own (tea|dinner|breakfast)|(looks|looking|look) after (his|her|their) (baby |little |younger )?(brother|sister|siblings|mum|dad)|mummy is sad|in (the|his|her|their) bed with',
  // What parents do.
  'call(s|ed)? (him|her|them) (useless|worthless|stupid|thick|naughty)|worthless|shut up|puts? (him|her|them) down|(very|too|so|really) rough|shows? (little|no) interest|not bothered|doesnt (care|bother)|sunglasses|controls everything|out of prison|in prison for|(been|got|getting) arrested|(theyre|are|made|become) homeless|evicted|kicked out|living in (a|the|their) car|police (were|came|round)|sleeps all day|(strange|odd|different|vague|another) (explanation|story|account)|(changed|changes|changing) (her|his|their) story|doesnt fit|delay(ed)? (in|getting|taking)',
  '(miss(ed|es|ing)) … (appointments?|health visitor)|(wont|never|refus(es|ed) to|doesnt|didnt|cant) (take|feed|comfort|cuddle|hold|watch|change|bath|wash|let|bring) (him|her|them|us|the|their)|(refus(es|ed) to|wont) say where|(wont|not|never) let us see|medicine (he|she) doesnt|left (him|her|them) with (a|an|his|her|some)|picks? (him|her) up each day|(and|but) (he|she|they) doesnt know (them|who)|each day and (he|she) doesnt know',
  // What adults around children do.
  '(on|sit on|onto) (his|her|my|their) (knee|lap)|gives? (him|her|them) (presents|sweets|money|gifts)|(filming|videoing|photographing) ((the|a|one of|our|my|some|all) )*(children|child|kids?|girls?|boys?|bab(y|ies))|(facing|face) the wall|naughty (corner|step|chair)|(takes?|taking|with) the same (girl|boy|child)|to the toilet (alone|on)|(takes|took|taking) … to the toilet',
];

/** Words that are a worry where they are all that was typed, or all of a clause. */
export const ALONE =
  '(please |help |me |policy )?(hit|hurt|hurts|touched|marks|scared|crying|harm|harmed|burnt|burns|injury|injuries|worried|worry|concern|concerns|concerned|danger|drunk|secret)';
