"""Turns documents into one long row of tokens and that row into batches.

Early in training a batch holds single documents side by side: with no other document in sight, the
model learns soonest to look back for names and numbers. Later a batch holds windows of the long
row, up to the full context, so that it learns to keep one text apart from the next.
"""

import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

BEGIN, PAD = 0, 5
TURN = "<|start_header_id|>{}<|end_header_id|>\n\n{}<|eot_id|>"


def as_text(document: dict) -> str:
    """A document with its special tokens spelled out, without the leading <|begin_of_text|>."""
    if "story" in document:
        return document["story"] + "<|end_of_text|>"
    return "".join(TURN.format(role, text) for role, text in document["chat"])


def encode_all(tokenizer: Tokenizer, texts: list[str]) -> np.ndarray:
    """Token ids of all texts in one row, each text after its <|begin_of_text|>."""
    rows = []
    for start in range(0, len(texts), 5000):
        for encoding in tokenizer.encode_batch_fast(texts[start : start + 5000]):
            rows.append(np.array(encoding.ids, dtype=np.uint16))
    return np.concatenate(rows)


def load_tokens(corpus: Path, tokenizer_directory: Path) -> tuple[np.ndarray, np.ndarray]:
    """Training tokens and held-out story tokens; kept beside the corpus once made."""
    tokenizer = Tokenizer.from_file(str(tokenizer_directory / "tokenizer.json"))
    cache = corpus / "tokens.npy"
    if cache.exists():
        train = np.load(cache)
    else:
        with open(corpus / "documents.jsonl", encoding="utf-8") as lines:
            train = encode_all(tokenizer, [as_text(json.loads(line)) for line in lines])
        np.save(cache, train)
    stories = json.loads((corpus / "held-out-stories.json").read_text())
    return train, encode_all(tokenizer, [s + "<|end_of_text|>" for s in stories])


def single_documents(tokens: np.ndarray, budget: int, seed: int, rank: int, workers: int):
    """Endless batches of documents of similar length, padded, of about `budget` tokens each.

    Every worker sees the same order and takes every `workers`-th batch of it.
    """
    rng = np.random.default_rng(seed)
    starts = np.flatnonzero(tokens == BEGIN)
    lengths = np.diff(np.append(starts, len(tokens)))
    while True:
        groups = []
        for chunk in np.array_split(rng.permutation(len(starts)), max(1, len(starts) // 2000)):
            chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
            group: list[int] = []
            for document in chunk:
                if group and lengths[document] * (len(group) + 1) > budget:
                    groups.append(group)
                    group = []
                group.append(document)
        order = rng.permutation(len(groups))
        for index in order[rank : len(order) - len(order) % workers : workers]:
            group = groups[index]
            batch = np.full((len(group), max(lengths[d] for d in group)), PAD, dtype=np.int64)
            for row, document in enumerate(group):
                text = tokens[starts[document] : starts[document] + lengths[document]]
                batch[row, : len(text)] = text
            yield torch.from_numpy(batch)


def windows(tokens: np.ndarray, batch: int, length: int, seed: int, rank: int, workers: int):
    """Endless batches (batch / workers, length + 1), every third of half as many rows, twice as long.

    Windows of one pass are disjoint and in random order; each pass begins at another offset.
    """
    rng = np.random.default_rng(seed)
    long = 2 * length
    while True:
        offset = int(rng.integers(long))
        order = rng.permutation((len(tokens) - offset - 1) // long)
        starts = (offset + order * long)[rank::workers]
        share = batch // workers // 2
        for turn, position in enumerate(range(0, len(starts) - share + 1, share)):
            chosen = starts[position : position + share]
            if turn % 3 != 2:
                rows, width = [s + half for s in chosen for half in (0, length)], length
            else:
                rows, width = list(chosen), long
            yield torch.from_numpy(
                np.stack([tokens[s : s + width + 1] for s in rows]).astype(np.int64)
            )
