"""Writes what the libraries make of the strings of hard_strings.py, for the tests to compare.

    python reference.py strings FILE               the strings
    python reference.py vocabulary DIR FILE COUNT  the first COUNT strings under DIR's tokenizer
    python reference.py real SHARED DIRECTORY      everything for the real vocabularies in SHARED
    python reference.py given DIRECTORY            reference.gz in every directory of DIRECTORY that has
                                                   a tokenizer; GivenVocabulariesTest compares

Made with sentencepiece 0.2.2, tokenizers 0.23.2, Python 3.11. All files are gzip, big-endian:

strings     u32 n; n times: u16 length, UTF-8
vocabulary  u32 n; n times three CRC-32: of the ids of the string as a user's text, of its ids as trusted
            text, of the text that the former decode to;
            u16 length and UTF-8 of a chat's beginning, the same of its end; u32 n; n times: u32 index of
            a string, CRC-32 of the ids of beginning + string + end as trusted text;
            u32 n; n times: u16 length, that many u32 ids, CRC-32 of their text without and of that with
            special tokens (0 if the library has no such thing), u16 length and UTF-8 of what DecodeStream
            yields (length 65535 if the library has no such thing or it gave up)

CRC-32 of ids: of their little-endian u32. CRC-32 of text: of its UTF-8.
"""

import gzip
import pathlib
import random
import re
import struct
import sys
import zlib

import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as pb
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers
from tokenizers.decoders import DecodeStream

from hard_strings import SEED, strings

NONE = 0xFFFF


def write(path, data):
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as out:
        out.write(data)


def crc_ids(ids):
    return struct.pack(">I", zlib.crc32(struct.pack(f"<{len(ids)}I", *ids)))


def crc_text(text):
    return struct.pack(">I", zlib.crc32(text.encode()))


def utf8(text):
    data = text.encode()
    return struct.pack(">H", len(data)) + data


class SentencePieceReference:
    """sentencepiece; special tokens in trusted text are cut out before it sees the rest."""

    def __init__(self, path):
        proto = pb.ModelProto()
        proto.ParseFromString(path.read_bytes())
        self.first = spm.SentencePieceProcessor(model_proto=proto.SerializeToString())
        proto.normalizer_spec.add_dummy_prefix = False
        self.later = spm.SentencePieceProcessor(model_proto=proto.SerializeToString())
        controls = [p.piece for p in proto.pieces if p.type == pb.ModelProto.SentencePiece.CONTROL]
        controls.sort(key=len, reverse=True)
        self.cut = re.compile("(" + "|".join(map(re.escape, controls)) + ")")
        self.chat = (controls[0] + "user: ", " " + controls[-1])
        self.size = self.first.vocab_size()
        self.odd = set()

    def plain(self, text):
        return self.first.encode(text)

    def trusted(self, text):
        ids = []
        for index, part in enumerate(self.cut.split(text)):
            if index % 2:
                ids.append(self.first.piece_to_id(part))
            elif part:
                ids += (self.later if index else self.first).encode(part)
        return ids

    def decode(self, ids):
        return self.first.decode(ids)

    def shown(self, ids):
        return None

    def stream(self, ids):
        return None


class TokenizersReference:
    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.size = tokenizer.get_vocab_size()
        # A normalized token decodes to its normalized form in this version, even if it is special.
        self.odd = {i for i, t in tokenizer.get_added_tokens_decoder().items() if t.normalized}
        specials = [t.content for t in tokenizer.get_added_tokens_decoder().values() if t.special]
        self.chat = (specials[0] + "user\n\n" + specials[-1], " " + specials[-1] + "\n")

    def plain(self, text):
        self.tokenizer.encode_special_tokens = True
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def trusted(self, text):
        self.tokenizer.encode_special_tokens = False
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def decode(self, ids):
        return self.tokenizer.decode(ids)

    def shown(self, ids):
        return self.tokenizer.decode(ids, skip_special_tokens=False)

    def stream(self, ids):
        stream = DecodeStream(skip_special_tokens=True)
        try:
            return "".join(stream.step(self.tokenizer, i) or "" for i in ids)
        except Exception:
            return None


def id_sequences(reference, encoded):
    """Ids as a model might emit them: any, parts of texts, bytes that make no UTF-8."""
    rng = random.Random(SEED + 3)
    low = min(300, reference.size)
    for _ in range(400):
        ids = []
        for _ in range(rng.randint(1, 6)):
            kind = rng.random()
            some = rng.choice(encoded)
            if kind < 0.4:
                ids.append(rng.randrange(reference.size))
            elif kind < 0.6:
                ids += [rng.randrange(low) for _ in range(rng.randint(1, 4))]
            else:
                at = rng.randrange(len(some) + 1)
                ids += some[at: at + rng.randint(1, 6)]
        yield [i for i in ids if i not in reference.odd]


def vocabulary(reference, count):
    every = strings()[:count]
    out = [struct.pack(">I", len(every))]
    encoded = []
    for text in every:
        ids = reference.plain(text)
        encoded.append(ids)
        out += [crc_ids(ids), crc_ids(reference.trusted(text)), crc_text(reference.decode(ids))]
    before, after = reference.chat
    out += [utf8(before), utf8(after)]
    chosen = [i for i, text in enumerate(every) if reference.plain(text) == reference.trusted(text)]
    chosen = chosen[: 1000]
    out.append(struct.pack(">I", len(chosen)))
    for i in chosen:
        out += [struct.pack(">I", i), crc_ids(reference.trusted(before + every[i] + after))]
    sequences = list(id_sequences(reference, encoded))
    out.append(struct.pack(">I", len(sequences)))
    for ids in sequences:
        out.append(struct.pack(f">H{len(ids)}I", len(ids), *ids))
        shown = reference.shown(ids)
        stream = reference.stream(ids)
        out += [crc_text(reference.decode(ids)), crc_text(shown) if shown is not None else bytes(4)]
        out.append(utf8(stream) if stream is not None else struct.pack(">H", NONE))
    return b"".join(out)


def llama_json(path):
    """The Llama 2 style tokenizer.json of a tokenizer.model, as transformers' LlamaConverter makes it."""
    proto = pb.ModelProto()
    proto.ParseFromString(path.read_bytes())
    ids = {p.piece: i for i, p in enumerate(proto.pieces)}
    scores = {p.piece: p.score for p in proto.pieces}
    merges = []
    for piece in ids:
        parts = [(piece[:i], piece[i:]) for i in range(1, len(piece))]
        parts = [p for p in parts if p[0] in ids and p[1] in ids]
        parts.sort(key=lambda p: (ids[p[0]], ids[p[1]]))
        merges += [(a, b, scores[piece]) for a, b in parts]
    merges.sort(key=lambda m: (m[2], len(m[0]), len(m[1])), reverse=True)
    tokenizer = Tokenizer(models.BPE(ids, [m[:2] for m in merges], unk_token="<unk>", fuse_unk=True,
                                     byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.add_tokens([AddedToken(t, special=True, normalized=False) for t in ("<unk>", "<s>", "</s>")])
    return tokenizer


def open_reference(directory):
    path = directory / "tokenizer.json"
    if path.exists():
        return TokenizersReference(Tokenizer.from_file(str(path)))
    return SentencePieceReference(directory / "tokenizer.model")


def main():
    command, *rest = sys.argv[1:]
    if command == "strings":
        every = strings()
        write(rest[0], struct.pack(">I", len(every)) + b"".join(map(utf8, every)))
    elif command == "vocabulary":
        directory, target, count = rest
        write(target, vocabulary(open_reference(pathlib.Path(directory)), int(count)))
    elif command == "given":
        for directory in sorted(pathlib.Path(rest[0]).iterdir()):
            if any((directory / f"tokenizer.{kind}").exists() for kind in ("json", "model")):
                whole = vocabulary(open_reference(directory), len(strings()))
                write(directory / "reference.gz", whole)
    elif command == "real":
        shared, target = map(pathlib.Path, rest)
        count = len(strings())
        llama2 = shared / "tokenizers" / "llama2"
        write(target / "llama2.gz", vocabulary(open_reference(llama2), count))
        converted = TokenizersReference(llama_json(llama2 / "tokenizer.model"))
        write(target / "llama2-json.gz", vocabulary(converted, count))
        write(target / "llama3.gz", vocabulary(open_reference(shared / "tokenizers" / "llama3"), count))
        for name in ("qwen3", "gptoss"):
            reference = open_reference(shared / "tokenizers" / name)
            write(target / f"{name}.gz", vocabulary(reference, 3000))
        stories = shared / "models" / "stories260K-hf"
        write(target / "stories260K.gz", vocabulary(open_reference(stories), count))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
