/**
 * Words that may stand for each other in a question without changing its answer, a group a line. Only such words: two
 * texts whose words differ otherwise are never taken for the same. A word may be in several groups.
 */
const GROUPS = `
author writer write wrote written
invent invented inventor
discover discovered discoverer
paint painted painter
found founded founder
compose composed composer
create make made new
begin start
build built construct
big large
biggest largest
ship shipping deliver delivery shipment versand lieferung
package parcel order
remove delete
reset zurücksetzen zurück setze
update change modify edit
upgrade change
refund reimbursement
buy purchase
fix correct repair
error mistake
picture image photo
movie film
holiday vacation
job work
resume résumé cv
draft write
ocean sea
car automobile
phone telephone
tv television
bike bicycle
color colour
center centre
meter metre
favorite favourite
flavor flavour
organize organise
summarize summarise summary sum
optimize optimise
explain explanation
define definition
mean meaning
translate say
calculate compute
convert conversion
quick fast rapid
faster quicker
quickly fast
simple simply easy
happy glad
illness disease
doctor physician
kid kids child children
tall height high
tallest highest
old age
far distance
long length duration
heavy weight weigh
deep depth
wide width
healthy health
differ differ difference different
boil cook
bake make
meal dish cook make
cook prepare
recommend suggest suggestion recommendation
recommend good
contain has
part component
book books
locate location situate
contact touch reach
support help
fall fell
sleep asleep
price cost
folder directory
function method
dict dictionary
app application
program software
database db
javascript js
typescript ts
kubernetes k8s
postgres postgresql
repo repository
config configuration
docs documentation
info information
advice tip
step instruction
important key main
beautiful pretty
smart intelligent clever
difficult hard
rich wealthy
ill sick
speak spoke spoken
eat ate eaten
drink drank drunk
drive drove driven
give gave given
take took taken
go went gone
see saw seen
choose chose chosen choice
sell sold
think thought
teach taught
bear born birth
die died death
build building
type kind sort
email mail
wifi wlan
usa us america
uk britain
benefit advantage pro
drawback disadvantage con
cause reason make
use using usage
open opening
hour hours open
`;

/** Words of which nothing hangs: one text may have some of them, and the other none. */
export const LIGHT: ReadonlySet<string> = new Set(
  `need way ways exact exactly actually really certain currently there able do done have please thanks thank hello hi hey
  kindly yet many much mean located locate möchte gerne gern danke puis puede puedo posso`.split(/\s+/),
);

/** Verbs that only ask, when a text begins with them. */
export const ASKING: ReadonlySet<string> = new Set(
  `explain describe define tell give show list name find solve compute calculate provide suggest recommend state
  identify correct nenne erkläre zeige dime explica`
    .trim()
    .split(/\s+/),
);

/** Verbs after which "me" is only who hears the answer. */
export const DATIVE: ReadonlySet<string> = new Set(
  "tell give show write draft suggest recommend find make explain list teach send help compose create let name".split(
    " ",
  ),
);

/** Word → groups it is in. */
export const GROUPS_OF: ReadonlyMap<string, readonly string[]> = groupsOf(GROUPS);

function groupsOf(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [at, line] of text.trim().split("\n").entries()) {
    for (const word of line.split(" ")) found.set(word, [...(found.get(word) ?? []), `~${at}`]);
  }
  return found;
}
