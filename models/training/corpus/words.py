"""Word lists of the stories: people, animals, places, things."""

GIRLS = """Lily Anna Mia Rosa Clara Emma Nora Ella Ruby Ivy Hazel Maya Sara Tina Lucy Molly Daisy
Greta Wilma Betty Fern Pearl Olive Stella Zoe Nina Tilly Mabel June Elsie Flora Dora""".split()
BOYS = """Tom Ben Max Sam Leo Jack Finn Oscar Hugo Theo Otto Pip Milo Felix Bruno Jasper Toby Rufus
Emil Oliver Henry Arthur Ned Barney Gus Walter Anton Paul Ravi Omar Peter Noah""".split()

ANIMALS = """fox rabbit bear mouse hedgehog squirrel owl duck goat cat dog frog otter badger deer
donkey sparrow turtle pig lamb hen goose wolf mole beaver pony raccoon penguin crow kitten puppy
bunny hamster robin swan""".split()
FANTASTIC = ["dragon", "robot", "giant", "elf", "dwarf", "snowman", "ghost"]
MEN = [
    "boy",
    "farmer",
    "baker",
    "fisherman",
    "king",
    "prince",
    "gardener",
    "miller",
    "sailor",
    "shepherd",
    "tailor",
    "old man",
    "painter",
    "captain",
    "carpenter",
    "wizard",
]
WOMEN = [
    "girl",
    "farmer",
    "baker",
    "queen",
    "princess",
    "gardener",
    "teacher",
    "sailor",
    "shepherd",
    "doctor",
    "old woman",
    "painter",
    "captain",
    "weaver",
    "witch",
    "clockmaker",
]

LOOKS = [
    "little",
    "small",
    "young",
    "brave",
    "kind",
    "clever",
    "curious",
    "shy",
    "cheerful",
    "gentle",
    "quiet",
    "friendly",
    "funny",
    "proud",
    "lonely",
    "busy",
    "happy",
    "lazy",
    "hungry",
    "patient",
    "careful",
    "merry",
    "tiny",
    "polite",
]

# noun, adjectives, where it stands, what is remarkable about it, "in" or "on"
PLACES = [
    (
        "lighthouse",
        "old|tall|white|lonely|small",
        "on a [rock|cliff] [by|above] the sea",
        "[its lamp shone over the water every night|its lamp had not been lit for years|"
        "its winding stairs had a hundred steps|the waves crashed against its walls]",
        "in",
    ),
    (
        "mill",
        "old|wooden|little|dusty",
        "[beside a river|at the edge of the village]",
        "[its big wheel turned all day long|it smelled of flour and warm bread|its wheel creaked in the water]",
        "in",
    ),
    (
        "castle",
        "old|grand|grey|huge",
        "on [top of a hill|a high mountain]",
        "[its towers reached up to the clouds|nobody had ever counted all its rooms|flags waved from its walls]",
        "in",
    ),
    (
        "cottage",
        "little|cosy|small|old",
        "[at the edge of the forest|at the end of a long lane]",
        "[roses grew around its door|smoke curled from its chimney|its windows glowed in the evening]",
        "in",
    ),
    (
        "barn",
        "red|big|old|warm",
        "[behind the farmhouse|in the middle of a field]",
        "[swallows nested under its roof|it was full of sweet hay|its doors were painted red]",
        "in",
    ),
    (
        "farm",
        "small|quiet|busy|sunny",
        "[in a green valley|far from the town]",
        "[hens ran about in its yard|it had apple trees and a deep well|everyone there worked hard]",
        "on",
    ),
    (
        "bakery",
        "little|busy|warm|old",
        "[on the corner of the main street|next to the church]",
        "[it smelled of fresh bread|people came from far away to buy its cakes|its oven was never cold]",
        "in",
    ),
    (
        "garden",
        "secret|green|wild|sunny",
        "behind [a stone wall|an old house]",
        "[bees hummed from flower to flower|a small fountain splashed in the middle|nobody knew who had planted it]",
        "in",
    ),
    (
        "library",
        "old|quiet|great|dusty",
        "[in the middle of the town|beside the school]",
        "[its shelves reached up to the ceiling|it held more books than anyone could read|it was always warm and quiet]",
        "in",
    ),
    (
        "school",
        "small|old|friendly|yellow",
        "[near the river|at the end of the road]",
        "[its bell rang every morning|its yard was full of laughter|it had only one room]",
        "in",
    ),
    (
        "island",
        "small|green|lonely|sunny",
        "[far out in the sea|in the middle of a lake]",
        "[only a few trees grew there|its beaches were white and soft|seagulls circled above it]",
        "on",
    ),
    (
        "ship",
        "old|big|wooden|proud",
        "in the harbour",
        "[its sails were white as clouds|it had crossed every sea|its deck creaked in the wind]",
        "on",
    ),
    (
        "market",
        "noisy|busy|little|colourful",
        "[in the middle of the town|by the city gate]",
        "[one could buy apples, ribbons and lamps there|music played there all day|it smelled of spices]",
        "in",
    ),
    (
        "tower",
        "tall|old|dark|crooked",
        "[at the end of the valley|on a bare hill]",
        "[its only window was high above the ground|ivy covered its walls|a bell hung at the very top]",
        "in",
    ),
    (
        "cave",
        "deep|dark|secret|cold",
        "[under the mountain|behind a waterfall]",
        "[water dripped from its ceiling|every word echoed in it|crystals glittered on its walls]",
        "in",
    ),
    (
        "forest",
        "dark|green|deep|old",
        "[beyond the hills|behind the village]",
        "[the trees there were older than anyone could say|birds sang there all day|few people knew its paths]",
        "in",
    ),
    (
        "village",
        "small|quiet|sleepy|snowy",
        "[between two hills|by the sea|at the foot of a mountain]",
        "[everyone knew everyone there|its houses had blue doors|a stream ran through it]",
        "in",
    ),
    (
        "harbour",
        "busy|little|old|windy",
        "[on the coast|by the cold sea]",
        "[fishing boats rocked on the waves|gulls cried there from morning to night|ropes and nets lay everywhere]",
        "in",
    ),
    (
        "meadow",
        "green|wide|sunny|quiet",
        "[below the hills|beside a stream]",
        "[flowers of every colour grew there|butterflies danced over it|the grass was as soft as a bed]",
        "in",
    ),
    (
        "inn",
        "old|friendly|crooked|warm",
        "[beside the road|at the crossroads]",
        "[travellers told stories there by the fire|a green lamp hung over its door|its soup was famous]",
        "in",
    ),
    (
        "windmill",
        "white|old|tall|creaky",
        "on a [windy|green] hill",
        "[its sails turned slowly in the breeze|one could see it from far away|it hummed when the wind blew]",
        "in",
    ),
    (
        "toy shop",
        "little|wonderful|old|bright",
        "[in a narrow street|beside the bakery]",
        "[wooden trains ran in its window|children pressed their noses against its window|a tiny bell rang when the door opened]",
        "in",
    ),
    (
        "orchard",
        "old|sunny|large|quiet",
        "[behind the farm|beside the river]",
        "[the apples there were red and sweet|its trees bloomed white in spring|ladders leaned against the trees]",
        "in",
    ),
    (
        "hut",
        "small|wooden|lonely|snowy",
        "[high in the mountains|deep in the forest]",
        "[its roof was covered with moss|a candle burned in its window|it had just one room and one bed]",
        "in",
    ),
    (
        "palace",
        "golden|shining|quiet|beautiful",
        "[in the middle of the city|beside a silver lake]",
        "[its floors were made of marble|it had a hundred windows|music floated from its halls]",
        "in",
    ),
    (
        "tree house",
        "little|secret|high|wooden",
        "in [an old oak|the tallest tree]",
        "[a rope ladder led up to it|one could see the whole valley from it|the wind rocked it gently]",
        "in",
    ),
    (
        "railway station",
        "small|old|busy|quiet",
        "[at the edge of the town|between the fields]",
        "[trains stopped there twice a day|its clock was always a little late|red flowers grew beside the rails]",
        "in",
    ),
    (
        "house",
        "old|yellow|empty|crooked",
        "[at the end of the street|on the hill]",
        "[its stairs creaked at night|it had a round window under the roof|a big tree grew in front of it]",
        "in",
    ),
]

OUTDOORS = {
    "island",
    "market",
    "cave",
    "forest",
    "village",
    "harbour",
    "meadow",
    "orchard",
    "garden",
    "farm",
}

COLOURS = ["red", "blue", "green", "yellow", "white", "golden", "silver", "brown", "purple"]

_TREASURES = [
    (
        "ball",
        "red|blue|yellow|bouncy",
        "[it jumped higher than any other ball|{he} played with it every day]",
    ),
    ("hat", "green|woolly|red|warm", "[it kept {his} ears warm|{his} grandmother had knitted it]"),
    (
        "key",
        "golden|silver|old|tiny",
        "[it opened the box of letters|it had belonged to {his} grandfather]",
    ),
    ("kite", "red|yellow|paper|striped", "[it flew higher than the trees|{he} had made it alone]"),
    (
        "drum",
        "little|tin|red|loud",
        "[everyone danced when {he} played it|it sounded like thunder]",
    ),
    ("book", "thick|old|blue|little", "[it was full of pictures|{he} read in it every evening]"),
    (
        "ring",
        "golden|silver|tiny|shiny",
        "[it had belonged to {his} mother|it sparkled in the sun]",
    ),
    ("scarf", "long|striped|warm|purple", "[it was soft as a cloud|a good friend had made it]"),
    ("lantern", "little|brass|old|bright", "[it lit {his} way home|its light was warm and golden]"),
    ("flute", "wooden|silver|small|old", "[it sang like a bird|{he} could play seven songs on it]"),
    ("boat", "toy|wooden|little|blue", "[it sailed across the pond|{his} father had carved it]"),
    ("bell", "small|silver|brass|clear", "[it rang clear and sweet|it always brought good luck]"),
    ("map", "old|torn|secret|yellow", "[it showed the way to a treasure|{he} had drawn it alone]"),
    ("spoon", "wooden|silver|big|old", "[soup tasted better with it|{he} had used it for years]"),
    ("blanket", "soft|blue|warm|woolly", "[{he} could not sleep without it|it smelled of home]"),
    (
        "umbrella",
        "red|big|yellow|spotted",
        "[it kept {him} dry in every storm|there was no other like it]",
    ),
    (
        "watch",
        "golden|old|little|silver",
        "[it ticked softly all day|{his} grandfather had given it to {him}]",
    ),
    (
        "button",
        "golden|blue|shiny|round",
        "[it was the last of its kind|it belonged on {his} best coat]",
    ),
]

# Each colour or make of a treasure with what it is loved for.
TREASURES = [
    {"thing": noun, "thing_adj": adjective, "love": love}
    for noun, adjectives, love in _TREASURES
    for adjective in adjectives.split("|")
]

SPOTS = [
    "under the [bed|table|stairs|bridge]",
    "behind the [door|stove|curtain|barn]",
    "in the [tall grass|attic|cellar|garden|well]",
    "between [two stones|the roots of a tree]",
    "beside the [river|path|fence|pond]",
    "on top of the [roof|cupboard|wall]",
    "in [a bird's nest|an old basket|a pile of leaves|a hollow tree]",
]

FOODS = ["bread", "cake", "soup", "apple pie", "honey", "cheese", "porridge", "stew"]
FOOD_PIECES = [
    "loaf of bread",
    "slice of cake",
    "bowl of soup",
    "piece of pie",
    "jar of honey",
    "piece of cheese",
    "basket of berries",
    "bag of nuts",
    "pot of porridge",
    "bag of apples",
]

WEATHERS = {
    "spring": ["sunny", "rainy", "windy", "mild", "bright", "fresh"],
    "summer": ["sunny", "hot", "warm", "bright", "cloudy", "windy"],
    "autumn": ["foggy", "rainy", "windy", "cloudy", "grey", "golden"],
    "winter": ["snowy", "cold", "icy", "clear", "dark", "grey"],
}
TIMES = ["morning", "afternoon", "evening", "day"]
