"""How stories begin: with a person, with a place, with the weather, or in the middle of a habit."""

PERSON_FIRST = [
    "once upon a time, there was {intro}. {h} lived {home}.",
    "once upon a time, there was {intro} who lived {home}.",
    "once upon a time, {intro} lived {home}.",
    "once upon a time, {home}, there lived {intro}.",
    "once there was {intro}. {He} lived {home}, and {remark}.",
    "long ago, {intro} lived {home}.",
    "[many years ago|long, long ago], there lived {intro}. [{His} home was|{he} lived in] {the_place_on}.",
    "there once was {intro} who lived {home}. Everyone there knew {him}.",
    "{intro} lived {home}.",
    "{there_was} with a [big|warm|good] heart. {He} lived {home}.",
    "{there_was} who lived {home}.",
    "{there_was}. {He} lived {home}.",
    "the {look} {kind} lived {home}, and {remark}. {name_note}",
    "the {look} {kind} lived {home}. {name_note}",
    "{home}, there lived {intro}.",
    "every {time}, {intro} walked to the {place_adj} {place} {where}. {remark}.",
    "last {season}, {intro} moved to the {place_adj} {place} {where}. {remark}.",
]

PLACE_FIRST = [
    "the {place_adj} {place} stood {where}. {remark}. {intro} lived {in_it}.",
    "the {place_adj} {place} stood {where}, and {remark}. {intro} lived there.",
    "the {place_adj} {place} was the home of {intro}. It stood {where}, and {remark}.",
    "the {place_adj} {place} {where} was {mood} that {time}. {intro} lived {in_it}.",
    "the {place} {where} was very {place_adj}. {intro} lived there, and {remark}.",
    "there was a {place_adj} {place} {where}. {remark}. {intro} lived {in_it}.",
    "once upon a time, there was a {place_adj} {place} {where}. {remark}. {intro} lived {in_it}.",
    "{where} stood a {place_adj} {place}. {remark}. {intro} lived {in_it}.",
    "once upon a time, {where}, there stood a {place_adj} {place}. {intro} lived there.",
    "in the {place_adj} {place} {where} lived {intro}. {remark}.",
    "everybody knew the {place_adj} {place} {where}. {remark}. {intro} lived {in_it}.",
]

TIME_FIRST = [
    "one {weather} {time}, {intro} was walking near the {place_adj} {place} {where}.",
    "it was a {weather} {time} in {season}. {intro} sat in front of the {place_adj} {place} {where}.",
    "on a {weather} {season} {time}, {intro} came to a {place_adj} {place} {where}.",
    "one {time} in {season}, {intro} woke up early in the {place_adj} {place} {where}.",
    "it was a {weather} {time}. {intro} looked out of the window of the {window_place}.",
]

SOON = [
    "suddenly,",
    "after a while,",
    "then, all at once,",
    "it did not take long, and",
    "that very {time},",
]

TURNS = [
    "one {weather} {time},",
    "one {time},",
    "one {time} in {season},",
    "on a {weather} {time},",
    "then, one {weather} {time},",
    "but one {time},",
]
