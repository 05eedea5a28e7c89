/**
 * Prompts with a label of our own: does this need a strong model? Written by the authors of the predictors, one by one,
 * with the question whether a model of two years ago, small enough for a laptop, would likely fail. They are a check
 * that nothing is broken, not evidence of quality: they show no more than that the predictors agree with their authors.
 */
export interface LabelledPrompt {
  /** The kind that a person would call it. */
  readonly kind: string;
  readonly needsStrong: boolean;
  readonly text: string;
}

const BY_KIND: Readonly<Record<string, readonly (readonly [needsStrong: 0 | 1, text: string])[]>> = {
  chat: [
    [0, "hi, how are you doing today?"],
    [0, "Thanks a lot, that helped!"],
    [0, "Good morning! Any plans for the weekend?"],
    [0, "Tell me a joke about cats."],
    [0, "lol that's funny"],
    [0, "hey, are you there?"],
    [0, "What should I call you?"],
    [0, "Bye for now, see you tomorrow."],
    [0, "Ok great, thank you so much."],
    [0, "Do you like music?"],
  ],
  knowledge: [
    [0, "What is the capital of Australia?"],
    [0, "Who painted the Mona Lisa?"],
    [0, "When did the Berlin Wall fall?"],
    [0, "Define photosynthesis in one sentence."],
    [0, "Why is the sky blue?"],
    [0, "Explain the difference between a virus and a bacterium."],
    [
      1,
      "Explain how the mechanism of action of SGLT2 inhibitors differs from that of GLP-1 agonists, and which patients with heart failure and stage 3b kidney disease should get which, with the trial evidence behind it.",
    ],
    [
      1,
      "How do the doctrines of promissory estoppel and consideration interact in English and in US contract law, and where have courts departed from the textbook account?",
    ],
    [0, "Which planet has the most moons?"],
    [
      1,
      "What does the Bekenstein bound imply for the information content of a finite region, and how does it relate to the holographic principle?",
    ],
  ],
  writing: [
    [0, "Write a two line birthday wish for my sister."],
    [0, "Draft a short email asking my landlord to fix the heating."],
    [0, "Give me five slogans for a coffee shop."],
    [0, "Write a haiku about rain."],
    [0, "Rephrase this politely: send me the report now."],
    [0, "Write a short blog post about the benefits of walking."],
    [
      1,
      "Write a villanelle in strict iambic pentameter about a failed moon landing, in which each refrain changes its meaning at every return without changing a word.",
    ],
    [0, "Write a tweet announcing our summer sale."],
    [
      1,
      "Write a 1500 word short story told backwards in seven scenes, with an unreliable narrator whose lie is only revealed by a detail planted in the last scene, and keep every scene in a different tense.",
    ],
    [0, "Proofread: Their going to the park tomorow with they're dog."],
  ],
  roleplay: [
    [0, "Pretend you are a pirate and greet me."],
    [0, "Act as a friendly shop assistant."],
    [0, "You are a wise old wizard. What do you say to a lost traveller?"],
    [0, "Imagine you are my gym coach and motivate me."],
    [0, "Roleplay a waiter taking my order."],
    [
      1,
      "Act as opposing counsel in a deposition: keep a consistent theory of the case over my answers, catch every contradiction with my earlier testimony and press on it without leading.",
    ],
    [0, "Pretend to be a cat for one message."],
    [0, "Act as a travel guide in Rome."],
    [
      1,
      "You are a Dungeon Master who tracks initiative, hit points, spell slots and the hidden plans of three factions, none of which may be revealed, and who applies the rules exactly. Start with the ambush; I cast web and the rogue readies an action.",
    ],
    [0, "Be a radio host and announce the weather."],
  ],
  translation: [
    [0, "Translate to French: Where is the train station?"],
    [0, "Translate 'good luck' into Japanese."],
    [0, "Übersetze ins Englische: Der Zug hat heute Verspätung."],
    [0, "Translate this to Spanish: The meeting was moved to Tuesday at ten."],
    [0, "How do you say 'thank you very much' in Korean?"],
    [
      1,
      "Translate this poem into German keeping the rhyme scheme, the metre and the pun on 'lie' in the last line: She lay awake to count the ways / in which a lie can fill the days.",
    ],
    [0, "Translate the following into Italian: We are closed on Mondays."],
    [
      1,
      "Translate this indemnity clause into French for use under Quebec civil law, and mark every term of the common law that has no equivalent: 'The Supplier shall indemnify and hold harmless the Customer from consequential loss.'",
    ],
    [0, "Traduis en anglais : Je voudrais un café, s'il vous plaît."],
    [0, "Translate 'I am allergic to nuts' to Thai."],
  ],
  summary: [
    [
      0,
      "Summarize in one sentence: The city council met on Monday and voted to extend the tram line to the airport by 2030.",
    ],
    [0, "Give me the gist: our sales rose in spring, fell in summer, and recovered in autumn thanks to the new store."],
    [0, "TL;DR: The patch fixes a crash when the settings window is opened twice, and updates the icons."],
    [0, "Summarize this chat in two bullets. Ann: shall we meet at 3? Bob: 4 is better. Ann: fine, 4 it is."],
    [0, "Condense to ten words: The museum will be closed for renovation from March until the end of the year."],
    [0, "Recap the meeting: budget approved, hiring delayed, next review in May."],
    [
      1,
      "Summarize where these three court opinions disagree on the standard of review, which disagreement is about facts and which about law, and what a lower court bound by all three must do.",
    ],
    [0, "Shorten this paragraph: We are very pleased to be able to tell you that your order has now been shipped."],
    [
      1,
      "Summarize the argument of the paper, then state its unstated assumptions and which result would fail without each: we show that under partial observability the regret bound holds if the mixing time is finite.",
    ],
    [0, "Summarise the plot of Cinderella in three sentences."],
  ],
  classification: [
    [0, "Is this review positive or negative? 'The food was cold and the waiter rude.'"],
    [0, "Classify the sentiment: I love this phone!"],
    [0, "Label this email as spam or not spam: You won a free cruise, click here."],
    [0, "Which category fits best, sports, politics or science? 'The senate passed the bill.'"],
    [0, "Classify: 'refund not received' as billing, technical or other."],
    [0, "Is the language of this text English or Dutch? 'Ik hou van fietsen.'"],
    [0, "Is this question urgent? 'Our production site has been down for an hour.'"],
    [0, "Categorize the animal: salmon. Options: fish, bird, mammal."],
    [
      1,
      "Classify each of these twelve adverse events by MedDRA preferred term and by causality under the Naranjo scale, and justify the two borderline ones.",
    ],
    [0, "Positive, negative or neutral: 'It arrived on Tuesday.'"],
  ],
  extraction: [
    [0, "Extract the date: The invoice is due on 4 May 2026."],
    [0, "List the names in this sentence: Ann met Bob and Carla in Paris."],
    [0, "Extract the phone number: call me at 555-0134 after six."],
    [0, "What is the total in this text? 'Subtotal 40, tax 8, total 48 euros.'"],
    [
      1,
      'Extract every obligation, its debtor, its trigger and its deadline from this contract as JSON with the schema below; resolve defined terms and cross references, and list what is ambiguous. {"obligations":[{"debtor":"","trigger":"","deadline":""}]}',
    ],
    [
      1,
      "From the following log lines build a table of session, first error, root cause and time to recovery; sessions are interleaved and the clock of host B is 90 seconds late.",
    ],
    [0, "Find the email address in: write to info@example.com for help."],
    [
      1,
      "Extract all drug interactions from these discharge notes as structured JSON, with dose, route and severity, merge duplicates under brand and generic names, and flag contradictions between the notes.",
    ],
    [0, "Pull out the three cities: We flew from Rome via Vienna to Oslo."],
    [0, "Extract the product name: The Nova 3 vacuum is 20% off today."],
  ],
  reasoning: [
    [0, "Tom is taller than Ann, and Ann is taller than Sue. Who is the shortest?"],
    [0, "If all cats are animals and Tim is a cat, is Tim an animal?"],
    [
      1,
      "Five houses stand in a row, each with another colour, owner, drink and pet. The Brit lives in the red one, the Swede keeps dogs, the Dane drinks tea, green is left of white. Which further clues are needed so that exactly one solution exists, and why?",
    ],
    [
      1,
      "Analyze the strategic implications of a price war between two firms with different cost curves when a third can enter with a delay of one year, and decide what the incumbent should do in each period.",
    ],
    [0, "Which is heavier, a kilo of feathers or a kilo of iron?"],
    [
      1,
      "Three logicians each see the others' hats, not their own; at least one hat is black. The first two say they do not know. What does the third know, and how does the answer change if the first may lie?",
    ],
    [
      1,
      "Compare two migration plans for a bank's ledger: big bang over a weekend, or dual writes for three months. Evaluate failure modes, reversibility, regulatory constraints and cost, and say what evidence would change your mind.",
    ],
    [0, "Compare apples and oranges as a snack."],
    [
      1,
      "Evaluate whether the following argument is valid, name each hidden premise, and give a counterexample if it is not: every reliable witness would have reported the fire; nobody reported it; therefore no witness was reliable or there was no fire.",
    ],
    [0, "What comes next: 2, 4, 6, 8?"],
  ],
  math: [
    [0, "What is 17 times 4?"],
    [0, "Calculate 20 percent of 150."],
    [1, "Prove that there are infinitely many primes congruent to 3 modulo 4."],
    [1, "Solve the differential equation y'' + 4y = sin(2x) with y(0) = 0 and y'(0) = 1, and explain the resonance."],
    [0, "A shirt costs 40 dollars and is 25% off. What is the price?"],
    [
      1,
      "A train leaves at 9:40 at 72 km/h, another at 10:15 from the other end at 96 km/h, the line is 210 km long and the first stops for 12 minutes at half way. When and where do they meet?",
    ],
    [
      1,
      "Let f be holomorphic on the unit disc with |f| <= 1 and f(0) = 1/2. Find the sharp bound of |f'(0)| and show when it is attained.",
    ],
    [
      1,
      "Compute the probability that in a random permutation of 8 elements no element stays in place and exactly two are swapped.",
    ],
    [0, "What is the square root of 144?"],
    [1, "Determine all integer solutions of x^2 - 7y^2 = 2 and prove that you have them all."],
  ],
  coding: [
    [0, "Write a Python function that reverses a string."],
    [0, "What does the git stash command do?"],
    [
      1,
      "This Rust code deadlocks under load; find the race and fix it without a global lock:\n```rust\nfn transfer(a: &Mutex<Account>, b: &Mutex<Account>) { let x = a.lock().unwrap(); let y = b.lock().unwrap(); move_funds(x, y); }\n```",
    ],
    [1, "Implement a lock-free bounded MPMC queue in C++20 and argue its memory ordering for each atomic operation."],
    [0, "How do I center a div with CSS?"],
    [
      1,
      "Refactor this 300 line React class component into hooks, keep the behaviour of componentWillReceiveProps exactly, and add tests for the three race conditions in its async loaders.",
    ],
    [
      1,
      "Design the schema and the SQL queries for a double-entry ledger with multi-currency, idempotent postings and point-in-time balances, at 5,000 writes a second on Postgres.",
    ],
    [0, "Write an SQL query that selects all users older than 30."],
    [
      1,
      "Write a regex engine in TypeScript that matches in linear time, with captures and lazy quantifiers, and explain why backtracking is not needed.",
    ],
    [0, 'Convert this JSON to YAML: {"a": 1}'],
  ],
  agentic: [
    [
      1,
      "Browse the repository, find why the nightly build fails since Tuesday, fix it, run the tests and open a pull request with an explanation.",
    ],
    [
      1,
      "Use the tools to reconcile last month's bank export with the invoices, investigate every mismatch, and prepare the postings for approval.",
    ],
    [0, "Use the weather tool to tell me the temperature in Oslo."],
    [0, "Call the calendar tool and list today's meetings."],
    [
      1,
      "Migrate the codebase from callbacks to async functions, module by module, keeping the terminal tests green after each step.",
    ],
    [0, "Use the search tool to find the opening hours of the city library."],
    [
      1,
      "Plan and execute a zero-downtime migration of the orders table in the staging workspace, verify it, and roll back if the checksums differ.",
    ],
    [0, "Turn on the lights in the kitchen."],
    [
      1,
      "Investigate with the log and metrics tools why p99 latency doubled, rule out each hypothesis with evidence, and propose the smallest fix.",
    ],
    [0, "Send the message 'running late' to Ann."],
  ],
};

export const PROMPT_SAMPLE: readonly LabelledPrompt[] = Object.entries(BY_KIND).flatMap(([kind, list]) =>
  list.map(([needsStrong, text]) => ({ kind, needsStrong: needsStrong === 1, text })),
);
