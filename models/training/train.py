"""Trains the model on packed documents, on the CPU, with checkpoints and a decay on demand.

    python train.py --corpus DIRECTORY --tokenizer DIRECTORY --out DIRECTORY

Each worker is a process with one thread and a share of every batch; gradients are averaged once a
step, which on a busy machine wastes less than threads that meet at every operation.

The learning rate warms up, stays, and decays to zero over the last part: by --hours, or as soon as
a file named `decay` appears in --out, which may hold the length of the decay in seconds. During the
decay every matrix is seen through the 4-bit grid of affine.py, so that the weights settle where
both released forms are good, and the batches are windows of packed documents instead of single ones.
"""

import argparse
import json
import os
import time
from itertools import count
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F

from clock import Clock
from model import Llama, ModelConfig
from packing import PAD, load_tokens, single_documents, windows

CONFIG = ModelConfig(
    hidden_size=256,
    intermediate_size=640,
    num_hidden_layers=4,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=64,
)
CHECKPOINT_SECONDS = 120
EMBEDDING_RATE, NORM_RATE = 2.0, 0.3


def layer_matrices(model: Llama) -> list[torch.nn.Parameter]:
    return [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]


def optimizers(model: Llama, rate: float, rank: int, workers: int):
    """Muon for this worker's share of the matrices, AdamW for the embedding and the norms."""
    named = list(model.named_parameters())
    matrices = layer_matrices(model)[rank::workers]
    norms = [p for _, p in named if p.ndim == 1]
    result = [
        torch.optim.Muon(
            matrices,
            lr=rate,
            momentum=0.95,
            weight_decay=0.05,
            ns_steps=3,
            adjust_lr_fn="match_rms_adamw",
        ),
        torch.optim.AdamW(
            [
                {"params": [model.embed_tokens.weight], "lr": rate * EMBEDDING_RATE},
                {"params": norms, "lr": rate * NORM_RATE},
            ],
            betas=(0.9, 0.98),
            weight_decay=0.0,
            fused=True,
        ),
    ]
    for group in (g for o in result for g in o.param_groups):
        group["initial_lr"] = group["lr"]
    return result


def loss_of(model: Llama, tokens: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy of the next tokens of (B, T + 1) token ids."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(tokens[:, :-1])
    return F.cross_entropy(logits.float().flatten(0, 1), tokens[:, 1:].flatten(), ignore_index=PAD)


@torch.no_grad()
def held_out_loss(model: Llama, tokens: np.ndarray, length: int, rows: int = 16) -> float:
    row = torch.from_numpy(tokens[: rows * length + 1].astype(np.int64))
    batch = torch.stack([row[i * length : (i + 1) * length + 1] for i in range(rows)])
    return loss_of(model, batch).item()


def average_gradients(model: Llama, loss: torch.Tensor, workers: int) -> float:
    """Averages the gradients over the workers, clips them, and returns the mean loss."""
    parameters = list(model.parameters())
    flat = torch.cat([p.grad.flatten() for p in parameters] + [loss.detach().view(1)])
    if workers > 1:
        dist.all_reduce(flat)
        flat /= workers
    position = 0
    for p in parameters:
        p.grad.copy_(flat[position : position + p.numel()].view_as(p))
        position += p.numel()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    return flat[-1].item()


@torch.no_grad()
def exchange_matrices(model: Llama, rank: int, workers: int) -> None:
    """Brings together the matrices that the workers updated, each its own share."""
    matrices = layer_matrices(model)
    flat = torch.cat(
        [
            (p if i % workers == rank else torch.zeros_like(p)).flatten()
            for i, p in enumerate(matrices)
        ]
    )
    dist.all_reduce(flat)
    for p, part in zip(matrices, flat.split([p.numel() for p in matrices])):
        p.copy_(part.view_as(p))


def train(rank: int, options: argparse.Namespace) -> None:
    """One worker; the first one keeps the clock, the log and the checkpoints."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    if options.workers > 1:
        dist.init_process_group(
            "gloo",
            init_method=f"file://{options.out.resolve()}/rendezvous",
            rank=rank,
            world_size=options.workers,
        )
    tokens, held = load_tokens(options.corpus, options.tokenizer)
    model = Llama(CONFIG)
    if options.init:
        model.load_state_dict(torch.load(options.init, weights_only=True))
    if options.favour_copying or not options.init:
        model.favour_copying()
    optimizer = optimizers(model, options.rate, rank, options.workers)
    compiled_loss = torch.compile(loss_of, dynamic=True)
    clock = Clock(options.hours * 3600, options.decay_share, options.out / "decay")
    log = open(options.out / "log.jsonl", "w", buffering=1) if rank == 0 else None
    if log:
        print(
            f"{sum(p.numel() for p in model.parameters())} parameters, {len(tokens)} tokens",
            flush=True,
        )

    seen, saved = 0, time.monotonic()
    place = options.seed, rank, options.workers
    single = single_documents(tokens, options.batch * options.length // options.workers, *place)
    packed = windows(tokens, options.batch, options.length, *place)
    for step in count():
        state = torch.tensor(clock.tick(step))
        if options.workers > 1:
            dist.broadcast(state, 0)
        factor, decaying = state.tolist()
        if factor == 0.0:
            break
        if decaying and not model.embed_tokens.fake:
            model.use_fake_quantization()
            if log:
                torch.save(model.state_dict(), options.out / "before-decay.pt")
        for o in optimizer:
            for group in o.param_groups:
                group["lr"] = group["initial_lr"] * factor
        batch = next(packed if decaying else single)
        loss = compiled_loss(model, batch)
        loss.backward()
        mean_loss = average_gradients(model, loss, options.workers)
        for o in optimizer:
            o.step()
        model.zero_grad()
        if options.workers > 1:
            exchange_matrices(model, rank, options.workers)
        seen += options.workers * int((batch[:, 1:] != PAD).sum())
        if log and step % 20 == 0:
            record = {
                "step": step,
                "tokens": seen,
                "seconds": round(clock.spent, 1),
                "loss": round(mean_loss, 4),
                "rate": round(options.rate * factor, 6),
            }
            if step % 200 == 0:
                record["held_out"] = round(held_out_loss(model, held, options.length), 4)
            log.write(json.dumps(record) + "\n")
        if log and time.monotonic() - saved > CHECKPOINT_SECONDS:
            saved = time.monotonic()
            torch.save(model.state_dict(), options.out / "partial.pt")
            os.replace(options.out / "partial.pt", options.out / "checkpoint.pt")
    if log:
        torch.save(model.state_dict(), options.out / "final.pt")
        print(f"done: {step} steps, {seen} tokens, {clock.spent:.0f} s", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpus", type=Path, required=True)
    arguments.add_argument("--tokenizer", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--init", type=Path, help="weights to start from, such as checkpoint.pt")
    arguments.add_argument("--favour-copying", action="store_true", help="also after --init")
    arguments.add_argument("--hours", type=float, default=1.0, help="wall-clock time in all")
    arguments.add_argument("--decay-share", type=float, default=0.3)
    arguments.add_argument("--batch", type=int, default=4)
    arguments.add_argument("--length", type=int, default=512)
    arguments.add_argument("--rate", type=float, default=3e-3)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=20)
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "rendezvous").unlink(missing_ok=True)
    load_tokens(options.corpus, options.tokenizer)
    if options.workers == 1:
        train(0, options)
    else:
        torch.multiprocessing.spawn(train, (options,), nprocs=options.workers)


if __name__ == "__main__":
    main()
