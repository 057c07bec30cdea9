"""Writes how the tokenizers library cuts strings into words under every rule that a GGUF file can name,
for WordRuleTest.

    python gguf_words.py FILE      (tokenizers 0.23.2)

FILE is gzip, big-endian: u16 n; n times: u16 length and UTF-8 of a rule's name, then for each of the first
1000 strings of hard_strings.py the CRC-32 of its words, with a space between. The rules are those of the
publishers' tokenizer.json; "default" is llama.cpp's own.
"""

import gzip
import struct
import sys
import zlib

from tokenizers import Regex
from tokenizers.pre_tokenizers import ByteLevel, Digits, Punctuation, Sequence, Split

from hard_strings import strings

COUNT = 1000
C = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
CL100K = C + (r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
CASED = (r"[^\r\n\p{L}\p{N}]?%(U)s*%(L)s+%(C)s|[^\r\n\p{L}\p{N}]?%(U)s+%(L)s*%(C)s|%(N)s"
         r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
DEEPSEEK_LETTERS = (
    "[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗ"
    "ὙὛὝὟ-\u1f7dᾀ-ᾴᾶ-ᾼ\u1fbeῂ-ῄῆ-ῌῐ-\u1fd3ῖ-\u1fdbῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤ\u2126ℨ\u212a-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭ"
    "Ꚁ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+")
ASCII_PUNCTUATION = r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"
BYTES = ByteLevel(add_prefix_space=False, use_regex=False)
GPT2 = ByteLevel(add_prefix_space=False, use_regex=True)


def around(regex):
    return Split(Regex(regex), "isolated")


RULES = {
    "gpt-2": [GPT2],
    "llama-bpe": [around(CL100K), BYTES],
    "dbrx": [around(CL100K), BYTES],
    "qwen2": [around(CL100K.replace("{1,3}", "")), BYTES],
    "stablelm2": [around(CL100K.replace("{1,3}", "")), BYTES],
    "qwen35": [around(C + r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+"
                      r"|\s+(?!\S)|\s+"), BYTES],
    "smollm": [Digits(individual_digits=True), GPT2],
    "tekken": [around(CASED % {"U": UPPER, "L": LOWER, "C": "", "N": r"\p{N}"}), BYTES],
    "gpt-4o": [around(CASED % {"U": UPPER, "L": LOWER, "C": C + "?", "N": r"\p{N}{1,3}"}), BYTES],
    "deepseek-llm": [around(r"[\r\n]"), around(r"\s?" + DEEPSEEK_LETTERS),
                     around(r"\s?[!-/:-~！-／：-～‘-‟\u3000-。]+"), around(r"\s+$"), around("[一-龥ࠀ-一가-퟿]+"),
                     Digits(individual_digits=True), BYTES],
    "deepseek-coder": [around(r"[\r\n]"), around(r"\s?\p{L}+"), around(r"\s?\p{P}+"), around("[一-龥ࠀ-一가-퟿]+"),
                       Digits(individual_digits=True), BYTES],
    "deepseek-v3": [around(r"\p{N}{1,3}"), around("[一-龥぀-ゟ゠-ヿ]+"),
                    around(ASCII_PUNCTUATION + r"[A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"
                           r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"), BYTES],
    "falcon": [Punctuation("contiguous"), GPT2, Digits(individual_digits=False), around("[0-9][0-9][0-9]")],
    "default": [around(r"[\p{P}\$\+<=>\^~\|]+"),
                around(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"),
                around(r"\p{N}+"), around("[0-9][0-9][0-9]"), BYTES],
}


def main():
    out = [struct.pack(">H", len(RULES))]
    every = strings()[:COUNT]
    for name, steps in RULES.items():
        out.append(struct.pack(">H", len(name)) + name.encode())
        rule = Sequence(steps)
        for text in every:
            words = " ".join(word for word, _ in rule.pre_tokenize_str(text))
            out.append(struct.pack(">I", zlib.crc32(words.encode())))
    with open(sys.argv[1], "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as data:
        data.write(b"".join(out))


if __name__ == "__main__":
    main()
