const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));
const mapped = (lines: string): ReadonlyMap<string, string> =>
  new Map(
    lines
      .trim()
      .split("\n")
      .flatMap((line) => {
        const [name = "", ...words] = line.trim().split(/\s+/);
        return words.map((word): [string, string] => [word, name]);
      }),
  );

/** Words that turn a statement round. French "ne" is left out: "pas", "jamais" and others stand beside it. */
export const NEGATIONS = list(`not no never none nobody nothing nowhere neither nor cannot nicht kein keine keinen
  keinem keiner keines nie niemals nichts niemand pas jamais rien aucun aucune nunca jamás nada ningún ninguno ninguna
  non mai nessun nessuno não nem niet geen nooit не нет никогда ничего`);

/** Words that say how much of something is meant. */
export const BOUNDS = mapped(`
  only only solely nur seulement solo
  except except excluding außer sauf excepto
  without without ohne sans sin senza sem zonder без
  unless unless
  avoid avoid avoiding
  instead instead statt stattdessen
  least least
  most most
  both both
`);

/** Words of questions and what they ask for. What is in no line asks what. */
export const QUESTIONS = mapped(`
  who who whom wer qui quién quien chi quem кто
  when when wann quand cuándo quando wanneer когда
  where where wo wohin woher où dónde dove onde waar где
  why why warum wieso weshalb pourquoi porque perché waarom почему зачем
  how how wie comment cómo come hoe как
  what what which was welche welcher welches que quoi quel quelle quels quelles qué cuál cuáles cosa quale quali qual wat
  wen wen wem
  whose whose wessen чей чья чьи
  howmany howmany combien cuántos cuántas quanti сколько
`);

/** A sentence that begins with one of these is answered by yes or no. */
export const AUXILIARIES = list(`is are am was were do does did can could should would will has have had may must shall
  ist sind war hat kann kannst soll sollte muss darf est-ce puis-je es está puedo puede è posso é`);

/** Whose. */
export const POSSESSIVES = mapped(`
  my my mine myself mein meine meinen meinem meiner mon ma mes mi mis mio mia miei meu minha mijn мой моя мое мои
  your your yours yourself dein deine deinen deinem deiner ton ta tes tu tus tuo tua jouw твой твоя твое
  our our ours ourselves unser unsere unseren notre nos nuestro nuestra ons наш наша
  he he him his himself
  she she her hers herself
  they they them their theirs themselves
`);

/** Of what something is said, by language: two texts must have the same words behind the same of these. */
const ROLES: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  en: mapped(`
    from from
    to to into onto
    than than
    by by
    before before
    after after
    of of
    with with using via
    without without except
    against against
    for for
    in in at
    on on
    about about
    under under
    if if because while
  `),
  de: mapped(`
    from von vom ab
    to nach zu zum zur
    than als
    by durch
    before vor
    with mit
    without ohne außer
    against gegen
    for für
    in in im am
    on auf
    about über
    if wenn weil
    object den dem
  `),
  fr: mapped(
    "of de du des depuis\nto à au aux vers en\nthan que\nby par\nbefore avant\nafter après\nwith avec\nfor pour",
  ),
  es: mapped(
    "of de del desde\nto a al hacia\nthan que\nby por\nbefore antes\nafter después\nwith con\nfor para\nin en",
  ),
  it: mapped(
    "of di del della dei da dal dalla\nto a al alla in verso\nthan che\nbefore prima\nafter dopo\nwith con\nfor per",
  ),
  pt: mapped(
    "of de do da dos das desde\nto a ao à para\nthan que\nby por\nbefore antes\nafter depois\nwith com\nin em no na",
  ),
  nl: mapped("from van\nto naar\nthan dan\nby door\nbefore voor\nafter na\nwith met\nin in"),
  ru: mapped("from из с со от\nto в во на к до\nthan чем\nbefore перед\nafter после\nfor для"),
};

/** The role a word gives to the next one. A text of no known language is read as English. */
export function roleOf(word: string, language = "en"): string | undefined {
  return ROLES[language]?.get(word);
}

/** In what is symmetric, order says nothing. */
export const SYMMETRIC = list(`difference differences differ different distance compare comparison versus vs between
  unterschied zwischen différence entre diferencia differenza`);

export const PAST = list("was were did had wurde war waren hatte était fue era");
export const PRESENT = list("is are am does do ist sind est sont es son");
export const FUTURE = list("will shall gonna wird");
export const MODALS = mapped(`
  should should ought sollte
  can can could may might kann kannst
  must must muss
`);
