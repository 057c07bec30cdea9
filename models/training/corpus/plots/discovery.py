"""Plots about discoveries: a strange sound, a found egg, a map, a planted seed."""

from .plot import Plot

_PET_NAMES = ["Snap", "Feather", "Pebble", "Sunny", "Cloud", "Biscuit", "Button"]

MYSTERY = Plot(
    "mystery",
    wants=[
        "{h} was very curious.",
        "{h} wanted to know everything.",
        "nothing ever happened {in_place}.",
    ],
    steps=[
        [
            "{h} heard a strange sound {in_place}. It went {noise}.",
            "there was a strange noise: {noise}.",
            "a strange light flickered {in_place}.",
            "{h} saw footprints {in_place}.",
        ],
        [
            '"What can that be?" asked {h}.',
            "{h} wondered what it was.",
            '"Is it a ghost?" whispered {h}.',
        ],
        [
            "{he} took a lamp and went to look.",
            "{h} tiptoed closer.",
            "{his} heart beat fast, but {he} wanted to know.",
        ],
        ["it came from {source}.", "it led to {source}.", "there was something behind {source}."],
        [
            "slowly, {h} [opened it|came nearer|looked inside]. It was dark.",
            "{h} [held {his} breath|counted to three] and looked.",
            '"Who is there?" {he} called.',
        ],
        [
            "it was no ghost at all. It was {fintro}!",
            "and there sat {fintro}, [just as frightened as {h}|blinking in the light].",
            "out came {fintro}, covered in dust.",
        ],
        [
            '"[Please do not be angry|I did not want to frighten you]," said {f}. "{excuse}."',
            '"I am sorry," said {f}. "{excuse}."',
            '{f} explained everything. "{excuse}," {fhe} said.',
        ],
        [
            "then both of them had to laugh.",
            "{h} laughed until {his} belly hurt.",
            '"Then stay here with me," said {h}.',
            '"And I thought you were a ghost!" said {h}.',
        ],
    ],
    lessons=[
        "{h} learned that most ghosts are only strangers.",
        "now there were two of them {in_place}.",
        "since then, {h} has not been afraid of strange sounds.",
    ],
    slots={
        "noise": [
            "tap, tap, tap",
            "knock, knock",
            "hum, hum, hum",
            "scratch, scratch",
            "boo, hoo, hoo",
        ],
        "source": [
            "the old chest",
            "the cellar",
            "the big cupboard",
            "the attic",
            "a hollow tree",
            "an old barrel",
        ],
        "excuse": [
            "I was looking for a dry place to sleep",
            "I was hungry and smelled your soup",
            "I only wanted to practise my song",
            "I lost my way in the dark",
            "I was hiding from the rain",
        ],
    },
)

EGG = Plot(
    "egg",
    wants=[
        "{h} often took long walks.",
        "{h} liked to collect [stones|shells|feathers].",
        "{h} got up early every day.",
    ],
    steps=[
        [
            "{he} found {egg} {found_at}.",
            "{h} nearly stepped on {egg}. It lay {found_at}.",
            "{found_at}, {h} saw {egg}.",
        ],
        [
            '"You are all alone," said {h}.',
            "it was cold and all alone.",
            "nobody was there to look after it.",
        ],
        [
            "{h} carried it home and put it [in a warm hat|beside the stove|in a basket of wool].",
            "{he} wrapped it in a scarf and took it home.",
            "{he} kept it warm, day and night.",
        ],
        [
            '"That is only a stone," laughed [the neighbour|the goose|the baker].',
            "everyone said that nothing would come of it.",
            "days went by, and nothing happened.",
        ],
        [
            "but {h} did not give up.",
            "but {h} was patient and waited.",
            "every evening, {h} sang a song to it.",
        ],
        [
            "then, one night, there was a crack. Out came a tiny {baby}!",
            "and one {time}, the shell broke. A little {baby} looked at {him}.",
            "at last it moved. Crack! A {baby} stuck out its head.",
        ],
        [
            "{h} called it {petname} and fed it with [bread|milk|berries].",
            "{h} gave it the name {petname}.",
            '"I will call you {petname}," said {h}.',
        ],
        [
            "{petname} grew bigger every day and followed {him} everywhere.",
            "soon {petname} could [run|fly], and they played all day.",
            "when {petname} was big, {h} [let it fly free|showed it the wide world], but it came back every {season}.",
        ],
    ],
    lessons=[
        "{h} and {petname} stayed together for many years.",
        "{h} learned that patience is rewarded.",
        "love makes small things grow.",
    ],
    slots={
        "egg": [
            "a speckled egg",
            "a big blue egg",
            "a golden egg",
            "a small grey egg",
            "a warm, round egg",
        ],
        "found_at": [
            "in the grass",
            "between two stones",
            "under a bush",
            "on the sand",
            "beside the path",
        ],
        "baby": ["dragon", "duckling", "owl", "goose", "turtle", "eagle", "swan"],
        "name": [{"petname": name, "f": name} for name in _PET_NAMES],
    },
)

TREASURE_HUNT = Plot(
    "treasure hunt",
    wants=[
        "{h} dreamed of adventures.",
        "{h} had always wanted to find a treasure.",
        "{h} loved old stories about treasure.",
    ],
    steps=[
        [
            "{h} found an old map [in a bottle|inside a book|behind a picture].",
            "a map fell out of [an old book|an old coat].",
        ],
        [
            'there was a red cross on it. "A treasure!" cried {h}.',
            "the map showed {landmark} and a red cross.",
        ],
        [
            "{he} showed it to {fintro}.",
            "{fintro} wanted to come along.",
            '"Alone it is too dangerous," said {fintro}. "I will come with you."',
        ],
        [
            "together they set off.",
            "the next day, the two of them set out.",
            "they packed bread and a shovel and started.",
        ],
        [
            "they went past {landmark} and over [a bridge|three hills|a river].",
            "the way was long, but they sang.",
            "it rained and stormed, but they did not turn back.",
        ],
        [
            "at the red cross, they began to dig.",
            'then they stood in front of {landmark}. "Here it must be," said {f}.',
            "they dug and dug until the shovel hit wood.",
        ],
        [
            "they found a chest. In it lay {find}.",
            "it was a small box with {find} in it.",
            "in the ground was a chest with {find}.",
        ],
        [
            '"[That is better than gold|What a find]!" said {f}.',
            "at first they were surprised. Then they laughed.",
            "they shared it [fairly|with everyone at home].",
        ],
    ],
    lessons=[
        "but the best treasure was the adventure itself.",
        "and they kept the map for the next adventure.",
        "{h} learned that the way together is worth more than gold.",
    ],
    slots={
        "landmark": [
            "a crooked tree",
            "a tall rock",
            "an old well",
            "a stone bridge",
            "a waterfall",
            "a round hill",
        ],
        "find": [
            "a hundred golden coins",
            "a letter from a pirate",
            "old toys and marbles",
            "seeds of rare flowers",
            "a book full of songs",
            "a silver crown",
            "the best apples in the world",
        ],
    },
)

SEED = Plot(
    "seed",
    wants=[
        "{h} loved plants.",
        "{h} wished for a garden.",
        "there was not a single flower {in_place}.",
    ],
    steps=[
        [
            "{fintro} gave {him} a tiny seed.",
            "{h} got a seed from {fintro}.",
            "{fintro} came by and gave {him} a brown seed.",
        ],
        [
            '"Plant it and be patient," said {f}.',
            '"What will it be?" asked {h}. "Wait and see," said {f}.',
            '"It needs water, sun and time," said {f}.',
        ],
        [
            "{h} dug a hole and planted it {in_place}.",
            "{h} put it into the earth and watered it.",
            "carefully, {h} planted the seed.",
        ],
        [
            "every {time}, {he} watered it. But nothing happened.",
            "a week went by, then two. There was nothing to be seen.",
            "{he} looked every day, but there was only earth.",
        ],
        [
            '"Perhaps it is a bad seed," [thought|said] {h}. {he} was disappointed.',
            '"It will never grow," sighed {h}.',
            "{h} nearly gave up, but {he} watered it once more.",
        ],
        [
            "then came a warm rain, and the next day there was a green shoot.",
            "one {time}, something green looked out of the earth.",
            "and then, overnight, a small leaf appeared.",
        ],
        [
            "it grew and grew until it was a {plant}.",
            "by the end of {season}, it was a {plant}.",
            "soon there stood a {plant}, taller than {h}.",
        ],
        [
            "{h} invited {f}, and they [sat in its shade|admired it together].",
            '{f} came to see it. "You were patient," {fhe} said.',
            "everyone who passed by stopped and smiled.",
        ],
    ],
    lessons=[
        "{h} learned that good things take time.",
        "now {h} gives a seed to everyone who comes by.",
        "and the {plant} is still there today.",
    ],
    slots={
        "plant": [
            "great sunflower",
            "tall apple tree",
            "big rose bush",
            "giant pumpkin",
            "cherry tree full of fruit",
            "huge bean plant",
            "lemon tree",
        ]
    },
)

DISCOVERY = [MYSTERY, EGG, TREASURE_HUNT, SEED]
