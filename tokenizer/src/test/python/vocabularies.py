"""Makes the small vocabularies that the tests carry, one for each set of options.

Run `python vocabularies.py DIRECTORY`; it writes DIRECTORY/NAME/tokenizer.model or tokenizer.json.
Trained on the sentences of hard_strings.py. Made with sentencepiece 0.2.2, tokenizers 0.23.2,
transformers 5.18.0, protobuf as transformers wants it.
"""

import io
import json
import pathlib
import random
import sys

import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as pb
from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers,
                        processors, trainers)

from hard_strings import EMOJI, SEED, SENTENCES, text

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
          r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def corpus():
    rng = random.Random(SEED + 1)
    lines = [text(rng, 3, 14) for _ in range(400)]
    for sentence in SENTENCES:
        lines += [sentence] * 4
    return lines + [" ".join(EMOJI), "    if x:\n        y = 1000000"] * 3


def train(**options):
    out = io.BytesIO()
    settings = dict(model_type="bpe", vocab_size=700, character_coverage=0.98, num_threads=1,
                    normalization_rule_name="identity", remove_extra_whitespaces=False,
                    minloglevel=2)
    settings.update(options)
    spm.SentencePieceTrainer.train(sentence_iterator=iter(corpus()), model_writer=out, **settings)
    proto = pb.ModelProto()
    proto.ParseFromString(out.getvalue())
    for name in ("input", "model_prefix"):
        proto.trainer_spec.ClearField(name)
    proto.normalizer_spec.ClearField("normalization_rule_tsv")
    return proto


def sentencepiece_models(directory):
    llama = train(byte_fallback=True, vocab_size=1000)
    yield "sp-llama", llama

    rules = directory / "rules.tsv"
    rules.write_text("".join(
        "{}\t{}\n".format(" ".join(f"{ord(c):X}" for c in a), " ".join(f"{ord(c):X}" for c in b))
        for a, b in [("\t", " "), ("\n", " "), ("\u3000", " "), ("\u200b", ""), ("ß", "ss"),
                     ("fi", "F I"), ("e\u0301", "é"), ("\u0301", ""), ("😀", ":)"), ("ｆ", "f"),
                     ("aa", "b"), ("aab", " c ")]))
    yield "sp-rules", train(normalization_rule_tsv=str(rules), remove_extra_whitespaces=True)
    rules.unlink()

    yield "sp-nfkc", train(normalization_rule_name="nmt_nfkc", remove_extra_whitespaces=True,
                           byte_fallback=True, vocab_size=900)

    yield "sp-suffix", train(treat_whitespace_as_suffix=True,
                             user_defined_symbols=["<user>", "<user defined>", "the", "▁th", "0", "é"],
                             control_symbols=["<control>", "[INST]"], byte_fallback=True,
                             vocab_size=1000)

    bare = train(add_dummy_prefix=False, split_by_whitespace=False, allow_whitespace_only_pieces=True,
                 user_defined_symbols=["  ", "\t"], unk_surface="[?]")
    yield "sp-bare", bare

    unused = pb.ModelProto()
    unused.CopyFrom(llama)
    rng = random.Random(SEED + 2)
    for piece in unused.pieces:
        if piece.type == pb.ModelProto.SentencePiece.NORMAL and rng.random() < 0.3:
            piece.type = pb.ModelProto.SentencePiece.UNUSED
    yield "sp-unused", unused

    spaces = pb.ModelProto()
    spaces.CopyFrom(llama)
    spaces.normalizer_spec.escape_whitespaces = False
    spaces.normalizer_spec.remove_extra_whitespaces = True
    yield "sp-unescaped", spaces


def byte_level(pre_tokenizer, size, normalizer=None, **options):
    tokenizer = Tokenizer(models.BPE())
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(corpus(), trainer)
    state = json.loads(tokenizer.to_str())
    state["model"].update(options)
    return Tokenizer.from_str(json.dumps(state))


def special(content, **flags):
    return AddedToken(content, special=True, **{"normalized": False, **flags})


def json_tokenizers(llama):
    split = pre_tokenizers.Split(Regex(LLAMA3), "isolated")
    t = byte_level(pre_tokenizers.Sequence(
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]), 900,
        ignore_merges=True)
    t.add_tokens([special(s) for s in ("<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>",
                                       "<|end_header_id|>", "<|eot_id|>")])
    bos = "<|begin_of_text|>"
    t.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=False),
         processors.TemplateProcessing(single=f"{bos} $A", pair=f"{bos} $A {bos} $B",
                                       special_tokens=[(bos, t.token_to_id(bos))])])
    yield "json-llama3", t

    t = byte_level(pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=True)]),
        700, normalizers.NFC())
    t.add_tokens([special("<s>", normalized=True), special("<mask>", lstrip=True),
                  special("<left>", lstrip=True), special("<right>", rstrip=True),
                  AddedToken("<both>", lstrip=True, rstrip=True, normalized=False),
                  AddedToken("word", single_word=True, normalized=False),
                  special("<word>", single_word=True), AddedToken("<norm>", normalized=True),
                  AddedToken("<|eot_id|>", normalized=False), special("<|eot_id"),
                  AddedToken("é", normalized=True)])
    yield "json-flags", t

    t = byte_level(pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"\d{2}|[aeiou]\w*"), "merged_with_next"),
        pre_tokenizers.Split(" ", "merged_with_previous"),
        pre_tokenizers.Split(Regex(r"[\r\n]+|,"), "removed"),
        pre_tokenizers.Split(Regex(r"\s"), "contiguous"),
        pre_tokenizers.Split(Regex(r"\W+|.{1,5}"), "isolated", invert=True),
        pre_tokenizers.Digits(),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]), 600,
        normalizers.Sequence([normalizers.NFKD(), normalizers.Lowercase(), normalizers.Strip(),
                              normalizers.Replace(Regex("t+h"), "Þ\\1"), normalizers.Replace("aa", "")]))
    t.add_tokens([AddedToken("<plain>", normalized=True), special("<unk>", normalized=True),
                  special("</s>", normalized=True)])
    yield "json-splits", t

    vocabulary = {p.piece: i for i, p in enumerate(llama.pieces)}
    scores = {p.piece: p.score for p in llama.pieces}
    merges = sorted(
        ((scores[p], len(p[:i]), len(p[i:]), p[:i], p[i:])
         for p in vocabulary for i in range(1, len(p)) if p[:i] in vocabulary and p[i:] in vocabulary),
        key=lambda m: m[:3], reverse=True)
    merges = [m[3:] for m in merges]
    t = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    t.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                   decoders.Strip(" ", 1, 0)])
    t.add_tokens([special("<unk>"), special("<s>"), special("</s>", normalized=True)])
    t.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> <s> $B </s>", special_tokens=[("<s>", 1), ("</s>", 2)])
    yield "json-legacy", t

    kept = {p: i for p, i in vocabulary.items() if not p.startswith("<0x")}
    kept = {p: i for i, p in enumerate(kept)}
    for scheme, cut, fuse, unk in (("first", False, False, "<unk>"), ("always", True, True, "<unk>"),
                                   ("never", True, False, None)):
        t = Tokenizer(models.BPE(kept, merges, unk_token=unk, fuse_unk=fuse))
        t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=cut)
        t.decoder = decoders.Metaspace(prepend_scheme=scheme)
        t.add_tokens([special("<unk>"), special("<s>"), special("</s>"), special("[INST]"),
                      AddedToken("[/INST]", normalized=True)])
        yield "json-metaspace-" + scheme, t


def main():
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    for name, proto in sentencepiece_models(directory):
        (directory / name).mkdir(exist_ok=True)
        (directory / name / "tokenizer.model").write_bytes(proto.SerializeToString())
        llama = proto if name == "sp-llama" else llama
    for name, tokenizer in json_tokenizers(llama):
        (directory / name).mkdir(exist_ok=True)
        (directory / name / "tokenizer.json").write_text(
            json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
