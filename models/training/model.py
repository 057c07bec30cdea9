"""A small Llama in plain torch, with fake 4-bit quantisation of its matrices on demand.

The parameter names are those of the Hugging Face layout without the leading "model.", so that the
state dictionary is exported by renaming alone. Rotary positions use the half-split pairing of that
layout. Shapes: B batch, T positions, D hidden, H query heads, K key/value heads, E head size.
"""

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from affine import fake_quantize


@dataclass(frozen=True)
class ModelConfig:
    """The dimensions of the model; every matrix width is a multiple of the quantisation group."""

    vocab_size: int = 2048
    hidden_size: int = 192
    intermediate_size: int = 512
    num_hidden_layers: int = 6
    num_attention_heads: int = 6
    num_key_value_heads: int = 2
    head_dim: int = 32
    max_position_embeddings: int = 1024
    rope_theta: float = 10000.0
    rms_norm_eps: float = 1e-5

    def as_dict(self) -> dict:
        return asdict(self)


class Linear(nn.Module):
    """y = x W^T; W is (out, in), seen through the 4-bit grid where `fake` is set."""

    def __init__(self, inputs: int, outputs: int, std: float):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * std)
        self.fake = False

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, fake_quantize(self.weight) if self.fake else self.weight)


class RMSNorm(nn.Module):
    """Root-mean-square normalisation over the last axis, in float32."""

    def __init__(self, size: int, eps: float):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        x = x.float()
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def rotary_tables(config: ModelConfig) -> tuple[Tensor, Tensor]:
    """Cosines and sines of the rotary angles, each (positions, E), computed in float64."""
    half = torch.arange(0, config.head_dim, 2, dtype=torch.float64) / config.head_dim
    frequencies = config.rope_theta**-half
    positions = torch.arange(config.max_position_embeddings, dtype=torch.float64)
    angles = torch.outer(positions, frequencies).repeat(1, 2)
    return angles.cos().float(), angles.sin().float()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotates x (B, heads, T, E) by its positions' angles; element i pairs with i + E/2."""
    low, high = x.chunk(2, -1)
    return x * cos + torch.cat((-high, low), -1) * sin


class Attention(nn.Module):
    """Causal grouped-query self-attention."""

    def __init__(self, c: ModelConfig, std: float):
        super().__init__()
        self.heads, self.kv_heads, self.size = (
            c.num_attention_heads,
            c.num_key_value_heads,
            c.head_dim,
        )
        width = self.heads * self.size
        self.q_proj = Linear(c.hidden_size, width, std)
        self.k_proj = Linear(c.hidden_size, self.kv_heads * self.size, std)
        self.v_proj = Linear(c.hidden_size, self.kv_heads * self.size, std)
        self.o_proj = Linear(width, c.hidden_size, std / (2 * c.num_hidden_layers) ** 0.5)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        b, t, _ = x.shape
        q = self.q_proj(x).view(b, t, self.heads, self.size).transpose(1, 2)
        k = self.k_proj(x).view(b, t, self.kv_heads, self.size).transpose(1, 2)
        v = self.v_proj(x).view(b, t, self.kv_heads, self.size).transpose(1, 2)
        q, k = rotate(q, cos, sin).to(v.dtype), rotate(k, cos, sin).to(v.dtype)
        group = self.heads // self.kv_heads
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(y.transpose(1, 2).reshape(b, t, -1))


class FeedForward(nn.Module):
    """SwiGLU."""

    def __init__(self, c: ModelConfig, std: float):
        super().__init__()
        self.gate_proj = Linear(c.hidden_size, c.intermediate_size, std)
        self.up_proj = Linear(c.hidden_size, c.intermediate_size, std)
        self.down_proj = Linear(
            c.intermediate_size, c.hidden_size, std / (2 * c.num_hidden_layers) ** 0.5
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    """One pre-normalised transformer block."""

    def __init__(self, c: ModelConfig, std: float):
        super().__init__()
        self.input_layernorm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        self.self_attn = Attention(c, std)
        self.post_attention_layernorm = RMSNorm(c.hidden_size, c.rms_norm_eps)
        self.mlp = FeedForward(c, std)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    """The model; token embedding and output matrix are one and the same (vocab, D) tensor."""

    def __init__(self, config: ModelConfig, std: float = 0.05):
        super().__init__()
        self.config = config
        self.embed_tokens = Linear(config.hidden_size, config.vocab_size, std)
        self.layers = nn.ModuleList(Layer(config, std) for _ in range(config.num_hidden_layers))
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        cos, sin = rotary_tables(config)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    @torch.no_grad()
    def favour_copying(self, scale: float = 5.0) -> None:
        """Makes it easy to learn to repeat a name that stands earlier in the text.

        Embeddings grow by `scale` and the last norm shrinks by it, which leaves the logits of the
        residual stream as they are but lets a token's identity be heard in all layers. From the
        second layer on, value and output matrices gain transposes of each other, so that what a
        head reads it also tends to write (as in the mimetic initialisation of Trockman and Kolter).
        """
        self.embed_tokens.weight *= scale
        self.norm.weight /= scale
        size, group = (
            self.config.head_dim,
            self.config.num_attention_heads // self.config.num_key_value_heads,
        )
        for layer in self.layers[1:]:
            for head in range(self.config.num_key_value_heads):
                basis = torch.linalg.qr(torch.randn(self.config.hidden_size, size))[0]
                layer.self_attn.v_proj.weight[head * size : (head + 1) * size] += basis.T
                for query in range(head * group, (head + 1) * group):
                    layer.self_attn.o_proj.weight[:, query * size : (query + 1) * size] += (
                        basis / group
                    )

    def use_fake_quantization(self) -> None:
        """From now on every matrix is seen through the 4-bit grid; gradients pass straight through."""
        for module in self.modules():
            if isinstance(module, Linear):
                module.fake = True

    def forward(self, tokens: Tensor) -> Tensor:
        """Token ids (B, T) to logits (B, T, vocab)."""
        table = self.embed_tokens.weight
        if self.embed_tokens.fake:
            table = fake_quantize(table)
        t = tokens.shape[1]
        x = F.embedding(tokens, table)
        for layer in self.layers:
            x = layer(x, self.cos[:t], self.sin[:t])
        return F.linear(self.norm(x), table)
