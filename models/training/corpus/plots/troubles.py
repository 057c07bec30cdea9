"""Plots about troubles: a fear, a rescue, a broken thing, a lie."""

from .plot import Plot

FEAR = Plot(
    "fear",
    wants=[
        "{h} was afraid of {fear}.",
        "there was only one thing that {h} feared: {fear}.",
        "{h} had a secret. {he} was afraid of {fear}.",
        "nobody knew that {h} was afraid of {fear}.",
    ],
    steps=[
        [
            "{h} [hid under the bed|pulled the blanket over {his} head|trembled in a corner] because of {fear}.",
            "{h} had to face {fear}, and {his} knees shook.",
            "{he} had to go out, but {fear} stopped {him}.",
        ],
        [
            '"I am so afraid," [whispered|said] {h}.',
            "{his} heart beat like a drum.",
            "{h} did not dare to move.",
        ],
        [
            'then {fintro} [came|sat down beside {him}]. "Everyone is afraid of something," said {f}.',
            "{fintro} saw it and did not laugh.",
            '{fintro} took {his} hand. "I used to be afraid too," {fhe} said.',
        ],
        [
            '"I am afraid of {other_fear}," {f} said. "But together we are brave."',
            '"[Take a deep breath|Count to ten|Sing a song]," said {f}. "[That always helps me|I am with you]."',
            '"Let us take a closer look," said {f}. "[Many things are smaller than they seem|I will stay with you]."',
        ],
        [
            "{h} [took a deep breath|closed {his} eyes|held on to {f}] and took one small step.",
            "slowly, {h} [stood up|opened {his} eyes].",
            "step by step, they went on together.",
        ],
        [
            "after a while, {h} noticed that nothing bad happened.",
            "and then {he} had to laugh. It was not so bad at all.",
            "little by little, the fear grew smaller.",
        ],
        [
            '{h} was [proud|amazed]. "I did it!" {he} cried.',
            '"You were very brave," said {f}.',
            "in the end, {h} was not afraid anymore.",
        ],
    ],
    lessons=[
        "{h} learned that being brave does not mean having no fear.",
        "now {h} is no longer afraid of {fear}.",
        "since then, {h} has helped others who are afraid.",
    ],
    slots={
        "fear": [
            "the dark",
            "thunder",
            "deep water",
            "strangers",
            "the wind",
            "high places",
            "big dogs",
            "the night",
        ],
        "other_fear": ["spiders", "loud noises", "storms", "being alone", "heights", "snakes"],
    },
)

RESCUE = Plot(
    "rescue",
    wants=[
        "{h} liked to help wherever {he} could.",
        "{h} always carried {tool} over {his} shoulder.",
        "{h} never went out without {tool}.",
        "some people laughed at {h}, because {he} always carried {tool}.",
    ],
    steps=[
        [
            '{h} heard a cry. "Help! Help!"',
            "someone called for help.",
            'a small voice called, "Help me, please!"',
        ],
        [
            "{he} ran [as fast as {he} could|towards the voice] and saw {fintro} {stuck}.",
            "it was {fintro}, {stuck}.",
            "there was {fintro}, {stuck}, trembling with fear.",
        ],
        [
            '"Hold on! I am coming," called {h}.',
            '"Do not move," called {h}.',
            '"Stay calm," said {h}. "I will get you out."',
        ],
        [
            "first {h} tried with {his} bare hands, but it did not work.",
            "{he} looked around for help, but nobody was there.",
            "the wind grew stronger, and there was not much time.",
        ],
        [
            "then {he} thought of {tool}.",
            "but {he} had {tool} with {him}.",
            "good that {he} had {tool}!",
        ],
        [
            "carefully, {h} used it to pull {fhim} to safety.",
            "with it, {he} got {fhim} out, slowly and carefully.",
            "with all {his} strength, {h} pulled. And {f} was free.",
        ],
        [
            '"You saved me," said {f}. "How can I thank you?"',
            "{f} was shaking, but {fhe} smiled.",
            '"That was close," said {f}. "Thank you!"',
        ],
        [
            '"[That is what friends are for|Anyone would have done it]," said {h}.',
            '"Come home with me and get warm," said {h}.',
            "{h} only smiled and gave {fhim} a warm blanket.",
        ],
    ],
    lessons=[
        "since then, nobody has laughed at {h}.",
        "whoever helps others is never alone.",
        "{f} brought {him} flowers every week.",
    ],
    slots={
        "tool": ["a long rope", "a strong net", "a ladder", "a long stick", "a big hook"],
        "stuck": [
            "high up in a tree",
            "in a deep hole",
            "on a rock in the river",
            "on the thin ice",
            "at the bottom of the well",
            "on the edge of a cliff",
            "in the deep mud",
        ],
    },
)

REPAIR = Plot(
    "repair",
    wants=[
        "everyone {in_place} was proud of the {object}.",
        "the {object} {in_place} was very old.",
        "for many years, the {object} {in_place} had worked without fail.",
        "{h} looked after the {object} {in_place}.",
    ],
    steps=[
        [
            "the {object} broke.",
            "there was a loud crack. The {object} was broken.",
            "a storm came and broke the {object}.",
            "the {object} stopped working.",
        ],
        [
            '"What shall we do now?" people asked.',
            "everybody was [upset|worried].",
            "nobody knew what to do.",
            '"Now it is gone for good," said the neighbours.',
        ],
        [
            '"I will repair it," said {h}.',
            '{h} did not want to wait. "I will try to mend it," {he} said.',
            "{h} took a good look at it. It was not hopeless.",
        ],
        [
            "{he} worked [all day|with a hammer and nails], but one part was missing.",
            "but it was too heavy for one alone.",
            "{he} tried and tried, but something was still wrong.",
        ],
        [
            "then {fintro} offered to help.",
            '{fintro} had watched. "I have an idea," said {f}.',
            "{h} asked {fintro} for advice.",
        ],
        [
            "{f} had [good tools|clever hands], and {h} had good ideas.",
            "{f} held the lamp, and {h} used the hammer.",
            '"[Turn it around|Try it the other way]," said {f}. {h} did so.',
        ],
        [
            "late in the {night}, the {object} worked again.",
            "at last it was done. The {object} was as good as new.",
            "and suddenly the {object} worked, better than before.",
        ],
        [
            "all the people [cheered|clapped] and thanked them.",
            "there was a great feast to celebrate.",
            "everyone came to see it and was amazed.",
        ],
    ],
    lessons=[
        "{h} learned that two heads are better than one.",
        "since then, {h} and {f} have mended everything together.",
        "nothing is so broken that friends cannot mend it.",
    ],
    slots={
        "object": [
            "lamp",
            "great clock",
            "big bell",
            "old bridge",
            "wheel",
            "stove",
            "water pump",
            "little boat",
            "roof",
            "gate",
        ]
    },
)

LIE = Plot(
    "lie",
    wants=[
        "{h} liked to tell tall tales.",
        "{h} did not always tell the truth.",
        "{h} loved to play tricks on others.",
    ],
    steps=[
        [
            "{h} broke the {thing} of {fintro} by accident.",
            "{h} was playing with the {thing} of {fintro}, and it broke.",
            "{fintro} lent {him} a {thing}, and {h} dropped it. It broke.",
        ],
        [
            '"Who did this?" asked {f}.',
            "{f} came home and saw what had happened.",
            "{f} looked at the broken {thing} sadly.",
        ],
        [
            '"It was the [wind|cat|rain]," said {h}.',
            '{h} was afraid and said, "It was not me."',
            '"I have seen nothing," said {h} and looked at the floor.',
        ],
        [
            "{f} believed {him}, and that made it worse.",
            "{f} nodded and said nothing more.",
            '"What a pity," said {f} quietly.',
        ],
        [
            "that {night}, {h} could not sleep.",
            "{h} felt a stone in {his} stomach.",
            "{he} could think of nothing else.",
        ],
        [
            'in the morning, {he} went to {f}. "It was me," {he} said. "I am sorry."',
            "at last, {h} told {f} the truth.",
            '"I must tell you something," said {h}. "I broke it."',
        ],
        [
            '"[Thank you for telling me|It takes courage to tell the truth]," said {f}.',
            "{f} was silent for a moment. Then {fhe} smiled.",
            '"A {thing} can be mended," said {f}.',
        ],
        [
            "together they mended the {thing}.",
            "{h} worked for a week and bought a new one.",
            "{h} gave {fhim} {his} own {thing} instead.",
        ],
    ],
    lessons=[
        "{h} learned that the truth is always better than a lie.",
        "since then, {h} has told only the truth.",
        "that {night}, {h} slept soundly at last.",
    ],
    slots={
        "thing": [
            "lamp",
            "cup",
            "clock",
            "vase",
            "window",
            "chair",
            "plate",
            "toy boat",
            "flute",
            "umbrella",
        ]
    },
)

TROUBLES = [FEAR, RESCUE, REPAIR, LIE]
