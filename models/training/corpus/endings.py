"""How stories end: what remains, what was learned, and a last picture."""

GLAD = [
    "{h} [was very happy|smiled all the way home|felt warm inside|laughed out loud].",
    "{h} and {f} [laughed|danced|hugged each other|cheered].",
    '"[what a day|this is the best day of my life|i am so happy]!" {h} said.',
    "{h} had never been so [happy|proud|glad].",
    "",
]

LAST = [
    "from that day on, {h} and {f} were [best friends|the best of friends|never apart for long].",
    "and from that day on, {h} and {f} [met every evening|shared everything|helped each other].",
    "that {night}, {h} [slept well and dreamed of the sea|fell asleep with a smile|told the story to everyone {in_place}].",
    "then they all [went home|had soup together|sat by the fire] and [told stories until late|sang until the stars came out].",
    "and they lived happily [ever after|for many years].",
    "and {h} never forgot that {time}.",
    "after that, {h} always had time for {f}.",
    "people {in_place} still tell this story today.",
    "when the stars came out, {h} and {f} were still [talking|laughing|sitting side by side].",
    "{h} went to bed [tired but happy|with a glad heart]. {morning}",
    "and whenever it was {weather}, {h} thought of {f} and smiled.",
]

MORNING = [
    "the next morning, the sun was shining {in_place}.",
    "outside, the moon shone over the {place}.",
    "it had been a very good day.",
]
