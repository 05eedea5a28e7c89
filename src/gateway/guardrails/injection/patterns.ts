/** A sign of an attempt to take over a model, and how much it says by itself (0 to 1). Read in lower case. */
export interface InjectionSign {
  readonly name: string;
  readonly weight: number;
  readonly pattern: RegExp;
}

/** No sign is written without one of these; most texts have none, and are read no further. */
export const TRIGGERS =
  /ignor|disregard|forget|overrid|bypass|system|instruct|prompt|jailbreak|developer mode|dan\b|pretend|act as|you are now|from now on|do anything|no restrictions|unfiltered|reveal|reglas|olvida|oubli|consigne|anweisung|vergiss|dimentica|istruzioni|ignora|esque[cç]|negeer|vergeet|zignoruj|игнорируй|забудь|инструкц|无视|忽略|指令|忘记|無視|指示|무시|지시|<\|im_|\[inst\]|<<sys>>|###/;

export const INJECTION_SIGNS: readonly InjectionSign[] = [
  {
    name: "ignore instructions",
    weight: 0.85,
    pattern:
      /\b(?:ignore|disregard|forget|override|bypass|neglect|skip)\b(?:\W+\w+){0,5}?\W+(?:previous|prior|above|earlier|preceding|former|original|initial|system|your|all|any|the)\b(?:\W+\w+){0,4}?\W+(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|commands?|constraints?|polic(?:y|ies)|training)\b/,
  },
  {
    name: "forget everything",
    weight: 0.75,
    pattern:
      /\b(?:forget|ignore|disregard)\b\W+(?:everything|anything|all)\b(?:\W+\w+){0,4}?\W+(?:above|before|said|told|know|learned|previously)\b/,
  },
  {
    name: "new instructions",
    weight: 0.45,
    pattern: /\b(?:new|updated|real|actual|true)\W+(?:system\W+)?(?:instructions?|prompt|directives?)\W*:/,
  },
  {
    name: "reveal prompt",
    weight: 0.75,
    pattern:
      /\b(?:reveal|show|print|repeat|output|display|tell|give|leak|expose|dump|recite|share)\b(?:\W+\w+){0,5}?\W+(?:your|the|its|all)\b(?:\W+\w+){0,3}?\W+(?:system\W+prompt|system\W+message|initial\W+(?:prompt|instructions)|hidden\W+(?:prompt|instructions|rules)|original\W+(?:prompt|instructions)|secret\W+(?:prompt|instructions)|instructions\W+(?:above|verbatim|word)|developer\W+message)\b/,
  },
  {
    name: "repeat words above",
    weight: 0.7,
    pattern: /\brepeat\b(?:\W+\w+){0,3}?\W+(?:words|text|everything|all)\W+above\b/,
  },
  {
    name: "unbound persona",
    weight: 0.7,
    pattern:
      /\b(?:you are now|act as|pretend (?:to be|you are|that you are)|from now on,? you(?: are|'re| will)|roleplay as)\b[^.!?\n]{0,80}\b(?:dan|unrestricted|unfiltered|uncensored|jailbroken|evil|without (?:any )?(?:rules|restrictions|limits|filters|limitations)|no (?:rules|restrictions|limits|filters|limitations)|do anything now|developer mode|not bound|amoral)\b/,
  },
  {
    name: "do anything now",
    weight: 0.8,
    pattern:
      /\bdo anything now\b|\b(?:enable|enter|activate)\W+(?:developer|debug|god|dan|jailbreak)\W+mode\b|\bjailbreak (?:mode|prompt)\b/,
  },
  {
    name: "no restrictions",
    weight: 0.5,
    pattern:
      /\b(?:without|no|free (?:of|from)|not bound by|ignore)\W+(?:any\W+|all\W+|your\W+)?(?:ethical|moral|safety|content)\W+(?:guidelines|restrictions|filters?|constraints|polic(?:y|ies)|considerations)\b/,
  },
  {
    name: "chat markers",
    weight: 0.7,
    pattern:
      /<\|im_(?:start|end)\|>|<\|(?:system|assistant|user|endoftext|eot_id|start_header_id)\|>|\[\/?inst\]|<<\/?sys>>/,
  },
  {
    name: "fake turn",
    weight: 0.5,
    pattern: /(?:^|\n)\s*(?:###\s*)?(?:system|assistant|new system prompt|system override|admin)\s*:\s*\S/,
  },
  {
    name: "override notice",
    weight: 0.65,
    pattern:
      /\b(?:system|admin|security|safety)\W+override\b|\boverride\W+(?:code|mode|protocol)\b|\bend of (?:system )?(?:prompt|instructions)\b/,
  },
  {
    name: "carry out data",
    weight: 0.6,
    pattern:
      /\b(?:send|post|upload|exfiltrate|forward|append|include)\b[^.!?\n]{0,60}\b(?:conversation|chat history|api keys?|credentials|secrets?|system prompt|passwords?)\b[^.!?\n]{0,40}\b(?:to|as|in|via)\b[^.!?\n]{0,20}https?:/,
  },
  {
    name: "to the assistant",
    weight: 0.4,
    pattern:
      /\b(?:important|attention|note|message|instruction)s?\W+(?:to|for)\W+(?:the\W+)?(?:ai|llm|assistant|language model|chatbot|model)\b/,
  },
  {
    name: "es",
    weight: 0.85,
    pattern:
      /\b(?:ignora|olvida|desobedece|omite|ignore|olvide)\b(?:[\s,]+[^\s,]+){0,4}?[\s,]+(?:instrucciones|reglas|indicaciones|ordenes|directrices)/,
  },
  {
    name: "fr",
    weight: 0.85,
    pattern:
      /\b(?:ignore[zr]?|oublie[zr]?|neglige[zr]?)\b(?:[\s,]+[^\s,]+){0,4}?[\s,]+(?:instructions|consignes|regles|directives|ordres)/,
  },
  {
    name: "de",
    weight: 0.85,
    pattern:
      /\b(?:ignorieren?|ignoriere|vergiss|vergessen|missachte|uberschreibe)\b(?:[\s,]+[^\s,]+){0,5}?[\s,]+(?:anweisung(?:en)?|regeln|vorgaben|instruktionen|befehle|systemprompt)/,
  },
  {
    name: "it",
    weight: 0.85,
    pattern:
      /\b(?:ignora|dimentica|trascura|ignorare|ignorate)\b(?:[\s,]+[^\s,]+){0,4}?[\s,]+(?:istruzioni|regole|direttive|indicazioni)/,
  },
  {
    name: "pt",
    weight: 0.85,
    pattern:
      /\b(?:ignore|esqueca|desconsidere|ignora)\b(?:[\s,]+[^\s,]+){0,4}?[\s,]+(?:instrucoes|regras|diretrizes|orientacoes)/,
  },
  {
    name: "nl",
    weight: 0.85,
    pattern: /\b(?:negeer|vergeet)\b(?:[\s,]+[^\s,]+){0,4}?[\s,]+(?:instructies|regels|opdrachten|aanwijzingen)/,
  },
  {
    name: "pl",
    weight: 0.85,
    pattern: /(?:zignoruj|zapomnij)(?:[\s,]+[^\s,]+){0,4}?[\s,]+(?:instrukcj|polecen|zasad)/,
  },
  {
    name: "ru",
    weight: 0.85,
    pattern:
      /(?:игнорируи(?:те)?|игнорируй(?:те)?|проигнорируй|забудь(?:те)?)(?:[\s,]+[^\s,]+){0,4}?[\s,]+(?:инструкци|указани|правила|команды)/,
  },
  {
    name: "zh",
    weight: 0.85,
    pattern: /(?:忽略|无视|忘记|忘掉|不要理会|無視|忽視)[^。！？\n]{0,12}(?:指令|指示|提示|规则|說明|说明|要求|規則)/,
  },
  { name: "ja", weight: 0.85, pattern: /(?:指示|命令|ルール|プロンプト|指令)[^。！？\n]{0,10}(?:無視|忘れ)/ },
  { name: "ko", weight: 0.85, pattern: /(?:지시|명령|규칙|프롬프트|지침)[^.!?\n]{0,10}(?:무시|잊)/ },
];
