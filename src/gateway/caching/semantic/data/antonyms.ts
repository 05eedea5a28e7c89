/**
 * Pairs of opposites: `left/right`, with several words of a side apart by commas. Two texts that stand on different
 * sides of a pair ask for different things, however alike their embeddings are.
 */
const PAIRS = `
on/off
turn on,switch on/turn off,switch off
increase,raise,grow,rise,rising/decrease,reduce,lower,shrink,fall,falling,drop
start,begin,launch/stop,end,finish,quit
enable,activate/disable,deactivate
before/after
min,minimum,minimal/max,maximum,maximal
buy,purchase/sell
above,over/below,under,beneath
with,including,include/without,excluding,except,exclude,avoid
add,insert,append/remove,delete,drop
first/last
open/close,closed,shut
lock/unlock
encrypt/decrypt
encode/decode
install/uninstall
import/export
upload/download
subscribe/unsubscribe,cancel
connect/disconnect
login,log in,sign in/logout,log out,sign out
push/pull
send/receive
lend/borrow
win,won/lose,lost,lose
gain/lose,lost
high,higher,highest/low,lower,lowest
big,bigger,biggest,large,larger,largest/small,smaller,smallest
long,longer,longest/short,shorter,shortest
old,older,oldest/young,younger,youngest,new,newer,newest
fast,faster,fastest/slow,slower,slowest
cheap,cheaper,cheapest/expensive
best,better/worst,worse
good/bad
hot/cold
more,most/less,least,fewer
many/few
advantage,advantages,pros/disadvantage,disadvantages,cons
benefit,benefits/risk,risks,drawback,drawbacks
ascending/descending
full/empty
true/false
correct,right/incorrect,wrong
legal/illegal
possible/impossible
safe/dangerous,unsafe
left/right
north/south
east/west
up/down
in,inside/out,outside
early,earlier,earliest/late,later,latest
public/private
import/export
allow,allowed,permit/forbid,forbidden,block,deny
accept/reject,decline
show/hide
expand/collapse
merge/split
lock/unlock
input/output
male/female
man,men/woman,women
boy,boys/girl,girls
father/mother
day/night
only/all,every
all,every,each/some,any,few
ein,einschalten,anschalten,an/aus,ausschalten
vor/nach
mit/ohne
mehr/weniger
öffnen/schließen
kaufen/verkaufen
aktivieren/deaktivieren
erste,ersten,erster/letzte,letzten,letzter
avec/sans
avant/après
ouvrir/fermer
acheter/vendre
activer/désactiver
plus/moins
con/sin
antes/después
abrir,abro/cerrar,cierro
comprar/vender
activar/desactivar
más/menos
`;

/** Word or two words → the pairs it is in, each with its side, as `12<` or `12>`. */
export const SIDES: ReadonlyMap<string, readonly string[]> = sidesOf(PAIRS);

/** First words of the two-word ones. */
export const BEGINS_SIDE: ReadonlySet<string> = new Set(
  [...SIDES.keys()].filter((words) => words.includes(" ")).map((words) => words.slice(0, words.indexOf(" "))),
);

function sidesOf(pairs: string): Map<string, string[]> {
  const sides = new Map<string, string[]>();
  for (const [at, pair] of pairs.trim().split("\n").entries()) {
    const [left = "", right = ""] = pair.split("/");
    const put = (words: string, mark: string): void => {
      for (const word of words.split(",")) sides.set(word, [...(sides.get(word) ?? []), `${at}${mark}`]);
    };
    put(left, "<");
    put(right, ">");
  }
  return sides;
}
