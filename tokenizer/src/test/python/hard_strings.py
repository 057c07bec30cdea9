"""Strings that are hard to tokenize, the same for the same seed."""

import random

SEED = 20261122
COUNT = 10_500

WORDS = (
    "the of and to in he have it that for they with as not on she at by this we you do but from or "
    "which one would all will there say who make when can more if no man out other so what time up "
    "go about than into could state only new year some take come these know see use get like then "
    "first any work now may such give over think most even find day also after way many must look "
    "before great back through long where much should well people down own just because good each "
    "those feel seem how high too place little world very still nation hand old life tell write "
    "become here show house both between need mean call develop under last right move thing general "
    "school never same another begin while number part turn real leave might want point form off "
    "child few small since against ask late home interest large person end open public follow "
    "during present without again hold govern around possible head consider word program problem "
    "don't I'll we've they're it's HE'S YOU'RE I'd can't O'Neill 'tis rock'n'roll"
).split()
SENTENCES = [
    "Once upon a time, there was a little girl named Lily.",
    "Der Fluß fließt über die Grenze nach Österreich; schön, nicht?",
    "Être ou ne pas être, voilà la question — garçon, où êtes-vous ?",
    "Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "いろはにほへと ちりぬるを。カタカナと漢字も。",
    "人人生而自由,在尊严和权利上一律平等。",
    "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "كل البشر يولدون أحراراً ومتساوين في الكرامة والحقوق.",
    "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता है।",
    "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกัน",
    "Tất cả mọi người sinh ra đều được tự do và bình đẳng.",
    "for (int i = 0; i < n; ++i) {\n\tsum += a[i] * b[i];\r\n}",
    "SELECT * FROM t WHERE x >= 3.14159 AND y != 'it''s';",
    "https://example.org/a/b?c=d&e=%20f#g <b>bold</b> &amp; user@example.com",
]
EMOJI = [
    "👨‍👩‍👧‍👦", "🏳️‍🌈", "👩🏽‍🚀", "🇩🇪🇫🇷", "1️⃣", "❤️‍🔥", "🧑🏿‍🤝‍🧑🏻", "😀", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "☃", "✊🏾",
]
SPACES = [" ", "  ", "   ", "\t", "\n", "\r\n", "\r", "\n\n", " \n", "\v", "\f", "\x85", "\xa0",
          "\u1680", "\u2003", "\u2028", "\u2029", "\u202f", "\u3000", "\u200b", "\ufeff", "\u2581"]
SPECIALS = [
    "<s>", "</s>", "<unk>", "<0x0A>", "<0xE2>", "<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>",
    "<|start_header_id|>", "<|end_header_id|>", "<|python_tag|>", "<|reserved_special_token_0|>",
    "<|eot_id", "|>", "<|", "[INST]", "[/INST]", "<<SYS>>", "<pad>", "<mask>", "<left>", "<right>",
    "<both>", "<word>", "<norm>", "<Plain>", "<user defined>", "<user>", "<control>", "<s", "/s>",
    "<mask><mask>", "x<word>y", " <both> ", "  <left>  ", "  <right>  ", "<\u200ds>",
]


def any_char(rng):
    """A scalar value: mostly of the planes in use, sometimes of any."""
    while True:
        kind = rng.random()
        if kind < 0.25:
            c = rng.randrange(0x20, 0x250)
        elif kind < 0.65:
            c = rng.randrange(0x10000)
        elif kind < 0.85:
            c = rng.randrange(0x10000, 0x20000)
        elif kind < 0.93:
            c = rng.randrange(0x20000, 0x40000)
        else:
            c = rng.randrange(0x110000)
        if not 0xD800 <= c <= 0xDFFF:
            return chr(c)


def text(rng, low=1, high=8):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(low, high)))


def marks(rng):
    base = rng.choice(["e", "a", "", " ", "\n", "한", "ا", "x", "🙂"])
    return base + "".join(chr(rng.randrange(0x300, 0x370)) for _ in range(rng.randint(1, 6)))


def number(rng):
    digits = rng.choice(["0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "²³¹¼½Ⅷ", "𝟘𝟙𝟚𝟛𝟜"])
    separator = rng.choice(["", "", ",", ".", " ", "e+"])
    return separator.join(
        "".join(rng.choice(digits) for _ in range(rng.randint(1, 7))) for _ in range(rng.randint(1, 4)))


def long_run(rng):
    unit = rng.choice(["a", " ", "\n", "▁", "é", "漢", "🙂", "ab", "=", "-", "0", "\u0301", "the ", " a",
                       "\r\n", "\t", "\x00", "'s", "aA", "ß"])
    return unit * rng.randint(20, 700)


def mixture(rng):
    kinds = [text, marks, number, any_char,
             lambda r: r.choice(EMOJI), lambda r: r.choice(SPACES), lambda r: r.choice(SPECIALS),
             lambda r: r.choice(SENTENCES)[r.randint(0, 9):r.randint(10, 40)]]
    return "".join(rng.choice(kinds)(rng) for _ in range(rng.randint(1, 7)))


def one(i, rng):
    kind = i % 14
    if kind == 0:
        return rng.choice(SENTENCES)[: rng.randint(1, 80)]
    if kind == 1:
        return "".join(any_char(rng) for _ in range(rng.randint(1, 12)))
    if kind == 2:
        return rng.choice(SPACES) + text(rng) + rng.choice(SPACES)
    if kind == 3:
        return "".join(rng.choice(SPACES) for _ in range(rng.randint(1, 9)))
    if kind == 4:
        return "".join(rng.choice([text(rng, 1, 2), rng.choice(SPECIALS), rng.choice(SPACES)])
                       for _ in range(rng.randint(1, 8)))
    if kind == 5:
        return "".join(rng.choice([rng.choice(EMOJI), text(rng, 1, 2), " "])
                       for _ in range(rng.randint(1, 6)))
    if kind == 6:
        return "".join(chr(rng.choice([rng.randrange(0x20), rng.randrange(0x7F, 0xA0), 0x61]))
                       for _ in range(rng.randint(1, 10)))
    if kind == 7:
        return text(rng) + marks(rng) + text(rng, 1, 2)
    if kind == 8:
        return number(rng) + rng.choice(["", " ", "x"]) + number(rng)
    if kind == 9 and i % 56 == 9:
        return rng.choice(["", "x", " ", "\n"]) + long_run(rng) + rng.choice(["", "y", " ", "\n"])
    if kind == 10:
        words = text(rng).split(" ")
        return "".join(w + rng.choice(["\n", "\r\n", "\r", "\n\r", " \n ", "\n\n\n", "."]) for w in words)
    if kind == 11:
        low = rng.randrange(0, 0x11000) & ~0xFF
        chars = (chr(low + rng.randrange(0x100)) for _ in range(rng.randint(1, 16)))
        return "".join(c for c in chars if not "\ud800" <= c <= "\udfff")
    if kind == 12:
        return "".join(rng.choice("'’`\"sStTmMdDlLrReEvVſ aA1 ") for _ in range(rng.randint(1, 12)))
    return mixture(rng)


def strings(count=COUNT):
    rng = random.Random(SEED)
    result = ["", " ", "\n", "a", "<s>", "</s>", "<|eot_id|>"]
    seen = set(result)
    turn = 0
    while len(result) < count:
        string = one(turn, rng)
        turn += 1
        if string not in seen:
            seen.add(string)
            result.append(string)
    return result


if __name__ == "__main__":
    import sys

    for index in map(int, sys.argv[1:]):
        print(index, ascii(strings()[index]))
