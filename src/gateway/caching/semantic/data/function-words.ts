const list = (words: string): readonly string[] => words.split(/\s+/);

/**
 * Words that carry grammar and not matter, by language. They tell which language a text is in, and are left out when
 * the matter of two texts is compared. Words with a guard of their own (negations, question words, directions) are read
 * by it before.
 */
export const FUNCTION_WORDS: Readonly<Record<string, readonly string[]>> = {
  en: list(`a an the is are am was were be been being do does did done has have had having can could may might shall
    should will would must to of in on at by for from with about as into onto than then that this these those there here
    it its and or but if so what which who whom whose when where why how i you he she we they me him us them my your his
    her our their mine yours one ones any some every each all too very just also please kindly ever not no never such
    between per via upon during while because let lets whats go going get gets got`),
  de: list(`der die das den dem des ein eine einen einem einer eines ist sind war waren bin bist sein seine wird werden
    wurde hat habe haben hatte kann kannst können soll sollte muss müssen und oder aber wenn dass ob wie was wer wen wem
    wo wann warum wieso welche welcher welches ich du er sie es wir ihr mich dich sich mir dir mein meine meinen meinem
    dein deine deinen unser ihre von vom zu zum zur nach in im ins auf aus an am bei für mit über um als auch nur nicht
    kein keine keinen bitte man so viel viele`),
  fr: list(`le la les un une des du de est sont était suis es être a ai as ont avoir et ou mais si que qui quoi
    quel quelle quels quelles où quand comment pourquoi combien je tu il elle on nous vous ils elles me te se moi mon
    ma mes ton ta tes son sa ses notre votre leur ce cet cette ces dans en sur sous à au aux par pour avec puis peux
    peut pouvez dois doit ne pas plus y dire`),
  es: list(`el la los las un una unos unas de del es son era está están estoy ser y o u pero si que qué quién quien cuál
    cual cuáles cuándo cuando dónde donde cómo como por qué cuánto cuántos cuánta yo tú él ella nosotros me te se mi mis
    tu tus su sus este esta esto en a al con para lo le les puedo puede puedes hay dime no`),
  it: list(`il lo la i gli le un uno una di del della dei delle è sono era essere e o ma se che chi cosa quale quali
    quando dove come perché quanto io tu lui lei noi mi ti si mio mia miei tuo tua suo sua questo questa in nel nella a
    al alla da dal con per su posso può puoi non più`),
  pt: list(`o a os as um uma de do da dos das é são era ser e ou mas se que quem qual quais quando onde como porque
    quanto eu você ele ela nós me te meu minha seu sua este esta isto em no na nos nas ao à com para por posso pode não`),
  nl: list(`de het een is zijn was waren ben bent wordt heeft heb hebben kan kun moet en of maar als dat die dit wat wie
    waar wanneer waarom hoe welke ik jij je hij zij wij we mij mijn jouw uw van naar in op uit aan bij voor met over om
    ook niet geen`),
  ru: list(`и в во не на я что тот он она они мы вы ты это как к по но с со у из за от для о об же бы ли если или
    какой какая какое какие кто где когда почему зачем сколько мой моя мое мои твой есть был была быть`),
};

/** Languages a word speaks for. */
export const LANGUAGES_OF: ReadonlyMap<string, readonly string[]> = languagesOf();

function languagesOf(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [language, words] of Object.entries(FUNCTION_WORDS)) {
    for (const word of words) found.set(word, [...(found.get(word) ?? []), language]);
  }
  return found;
}
