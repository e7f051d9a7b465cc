"""Gemma 3 in torch, small and trainable: the forward pass over packed rows.

Several examples lie behind one another in a row of fixed length; a mask keeps
each to itself and positions start again with each, so that nothing is padded
away and every step has the same shape (which `torch.compile` wants).

Two ways to train: all linear weights (`rank` 0), or a low-rank change beside
frozen ones (`rank` > 0; Hu et al. 2021, arXiv:2106.09685). Frozen weights can
be multiplied in int8 in both directions, inputs and gradients quantised a row
at a time (as in SwitchBack, Wortsman et al. 2023, arXiv:2304.13013): on a CPU
with VNNI that is 2.4 times faster than float32, and the forward pass is then
the one that the int8 model computes when it is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from lowrank import singular
from torch import Tensor, nn

from toolkit.models.gemma_weights import EMBEDDING, LINEARS, Adapter, GemmaConfig, Weights

GROUPS = {
    "self_attn.qkv": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "self_attn.o": ("self_attn.o_proj",),
    "mlp.gate_up": ("mlp.gate_proj", "mlp.up_proj"),
    "mlp.down": ("mlp.down_proj",),
}
_PLACE = {part: (group, i) for group, parts in GROUPS.items() for i, part in enumerate(parts)}


class Norm(nn.Module):
    """RMS norm over the last dimension, scaled by 1 + weight, in float32."""

    def __init__(self, size: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(size))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        y = x.float()
        y = y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + self.epsilon)
        return (y * (1.0 + self.weight)).to(x.dtype)


def quantise_rows(x: Tensor) -> tuple[Tensor, Tensor]:
    """int8 values and the float32 scale of each row of a matrix."""
    scale = x.abs().amax(-1, keepdim=True).clamp_min(1e-12) / 127.0
    return (x / scale).round().to(torch.int8), scale


class Int8Product(torch.autograd.Function):
    """x @ weight.T through int8, with the gradient of x through int8 as well."""

    @staticmethod
    def forward(  # type: ignore[override]
        ctx: Any, x: Tensor, calm: Tensor, w: Tensor, w_scale: Tensor, back: Tensor, back_scale: Tensor
    ) -> Tensor:
        ctx.save_for_backward(back, back_scale)
        q, scale = quantise_rows(x * calm)
        return torch._int_mm(q, w.t()).float() * scale * w_scale

    @staticmethod
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        back, back_scale = ctx.saved_tensors
        q, scale = quantise_rows(g)
        return torch._int_mm(q, back).float() * scale * back_scale, None, None, None, None, None


class Projection(nn.Module):
    """Linear layers without bias that share their input, computed as one.

    `weight` is (sum of outputs, inputs); `up` and `down` are the low-rank changes,
    one for each layer.
    """

    def __init__(self, inputs: int, outputs: tuple[int, ...], rank: int) -> None:
        super().__init__()
        self.inputs, self.outputs, self.rank = inputs, outputs, rank
        self.int8 = False
        weight = torch.zeros(sum(outputs), inputs)
        if rank:
            self.register_buffer("weight", weight)
            self.down = nn.Parameter(torch.zeros(rank * len(outputs), inputs))
            self.up = nn.ParameterList([nn.Parameter(torch.zeros(size, rank)) for size in outputs])
        else:
            self.weight = nn.Parameter(weight)

    def part(self, i: int) -> Tensor:
        """The rows of the weight that belong to layer i."""
        start = sum(self.outputs[:i])
        return self.weight[start : start + self.outputs[i]]

    def quantise(self, largest: Tensor, alpha: float = 0.65) -> None:
        """Multiply in int8 from now on.

        Parameters
        ----------
        largest: (inputs,) largest magnitude of each input channel on calibration
            text; inputs are calmed by it before they are rounded (SmoothQuant).
        """
        w = self.weight.detach()
        calm = largest.clamp_min(1e-5) ** alpha / w.abs().amax(0).clamp_min(1e-5) ** (1 - alpha)
        q, scale = quantise_rows(w * calm)
        back, back_scale = quantise_rows(w.t().contiguous())
        self.register_buffer("calm", 1.0 / calm)
        self.register_buffer("q", q)
        self.register_buffer("q_scale", scale.view(1, -1))
        self.register_buffer("back", back.t().contiguous())
        self.register_buffer("back_scale", back_scale.view(1, -1))
        self.int8 = True

    def forward(self, x: Tensor) -> list[Tensor]:
        shape = x.shape[:-1]
        flat = x.reshape(-1, self.inputs)
        if self.int8:
            y = Int8Product.apply(flat, self.calm, self.q, self.q_scale, self.back, self.back_scale)
        else:
            y = F.linear(flat, self.weight)
        outs = list(y.split(self.outputs, -1))
        if self.rank:
            low = F.linear(flat, self.down).split(self.rank, -1)
            outs = [out + F.linear(part, up) for out, part, up in zip(outs, low, self.up, strict=True)]
        return [out.view(*shape, -1) for out in outs]


class Attention(nn.Module):
    def __init__(self, config: GemmaConfig, rank: int) -> None:
        super().__init__()
        self.config = config
        size = config.head_dim
        inner, outer = config.heads * size, config.kv_heads * size
        self.qkv = Projection(config.hidden, (inner, outer, outer), rank)
        self.o = Projection(inner, (config.hidden,), rank)
        self.q_norm = Norm(size, config.epsilon)
        self.k_norm = Norm(size, config.epsilon)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape
        c = self.config
        group = c.heads // c.kv_heads
        q, k, v = self.qkv(x)
        q = self.q_norm(q.view(rows, length, c.heads, c.head_dim)).transpose(1, 2)
        k = self.k_norm(k.view(rows, length, c.kv_heads, c.head_dim)).transpose(1, 2)
        v = v.view(rows, length, c.kv_heads, c.head_dim).transpose(1, 2)
        q, k = _rotate(q, cos, sin), _rotate(k, cos, sin)
        # The heads that share a key are laid along the length: one large product each.
        q = q.reshape(rows * c.kv_heads, group * length, c.head_dim)
        k = k.reshape(rows * c.kv_heads, length, c.head_dim)
        v = v.reshape(rows * c.kv_heads, length, c.head_dim)
        scores = (q @ k.transpose(1, 2)).float() * c.head_dim**-0.5
        scores = scores.view(rows, c.kv_heads * group, length, length) + mask
        weights = scores.softmax(-1).to(v.dtype).view(rows * c.kv_heads, group * length, length)
        out = (weights @ v).view(rows, c.heads, length, c.head_dim)
        return self.o(out.transpose(1, 2).reshape(rows, length, -1))[0]


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    a, b = x[..., :half].float(), x[..., half:].float()
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1).to(x.dtype)


class FeedForward(nn.Module):
    def __init__(self, config: GemmaConfig, rank: int) -> None:
        super().__init__()
        self.gate_up = Projection(config.hidden, (config.inner, config.inner), rank)
        self.down = Projection(config.inner, (config.hidden,), rank)

    def forward(self, x: Tensor) -> Tensor:
        gate, up = self.gate_up(x)
        return self.down(F.gelu(gate, approximate="tanh") * up)[0]


class Layer(nn.Module):
    def __init__(self, config: GemmaConfig, rank: int) -> None:
        super().__init__()
        self.self_attn = Attention(config, rank)
        self.mlp = FeedForward(config, rank)
        self.input_layernorm = Norm(config.hidden, config.epsilon)
        self.post_attention_layernorm = Norm(config.hidden, config.epsilon)
        self.pre_feedforward_layernorm = Norm(config.hidden, config.epsilon)
        self.post_feedforward_layernorm = Norm(config.hidden, config.epsilon)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor) -> Tensor:
        x = x + self.post_attention_layernorm(self.self_attn(self.input_layernorm(x), cos, sin, mask))
        return x + self.post_feedforward_layernorm(self.mlp(self.pre_feedforward_layernorm(x)))


class Gemma(nn.Module):
    """The model; the embedding (tied to the output) is frozen.

    Parameters
    ----------
    config: its shape.
    weights: arrays under Hugging Face names.
    rank: 0 trains all linear weights and norms; more trains a low-rank change and norms.
    """

    def __init__(self, config: GemmaConfig, weights: Weights, rank: int = 0) -> None:
        super().__init__()
        self.config = config
        self.rank = rank
        self.layers = nn.ModuleList([Layer(config, rank) for _ in range(config.layers)])
        self.norm = Norm(config.hidden, config.epsilon)
        self.register_buffer("embedding", _tensor(weights[EMBEDDING]), persistent=False)
        with torch.no_grad():
            for name, projection, i in self.linears():
                projection.part(i).copy_(_tensor(weights[name]))
            for name, parameter in self.norms():
                parameter.copy_(_tensor(weights[name]))
        self.summed_loss = _summed_loss
        half = config.head_dim // 2
        self.frequencies = {
            base: base ** (-torch.arange(half, dtype=torch.float64) / half)
            for base in (config.global_base, config.local_base)
        }

    def linears(self) -> Iterable[tuple[str, Projection, int]]:
        """Hugging Face name, module and place in it of each linear layer."""
        for number in range(self.config.layers):
            for part in LINEARS:
                group, i = _PLACE[part]
                yield (
                    f"model.layers.{number}.{part}.weight",
                    self.get_submodule(f"layers.{number}.{group}"),
                    i,
                )

    def norms(self) -> Iterable[tuple[str, nn.Parameter]]:
        """Hugging Face name and parameter of each norm."""
        for name, parameter in self.named_parameters():
            if name.endswith("norm.weight"):
                yield f"model.{name}", parameter

    def start_change(self, seed: int) -> None:
        """A change of nothing that can grow: `up` is zero, `down` small and random."""
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for module in self.modules():
                if isinstance(module, Projection):
                    fresh = torch.randn(module.down.shape, generator=generator)
                    module.down.copy_(fresh * module.inputs**-0.5)
                    for up in module.up:
                        up.zero_()

    def load_adapter(self, adapter: Adapter) -> None:
        """Go on from an adapter of at most this model's rank; its factors are balanced."""
        with torch.no_grad():
            for name, projection, i in self.linears():
                rank = self.rank
                up, down = balanced(adapter.up[name], adapter.down[name], rank)
                projection.up[i].copy_(_tensor(up))
                projection.down[i * rank : (i + 1) * rank].copy_(_tensor(down))
            for name, parameter in self.norms():
                parameter.copy_(_tensor(adapter.norms[name]))

    def adapter(self) -> Adapter:
        """The low-rank change and the norms as they stand (float32 arrays)."""
        up, down = {}, {}
        for name, projection, i in self.linears():
            rank = self.rank
            up[name] = _array(projection.up[i])
            down[name] = _array(projection.down[i * rank : (i + 1) * rank])
        return Adapter(up, down, {name: _array(parameter) for name, parameter in self.norms()})

    def hidden(
        self, tokens: Tensor, positions: Tensor, segments: Tensor, branches: Tensor | None = None
    ) -> Tensor:
        """Final hidden states (rows, length, hidden).

        Parameters
        ----------
        tokens, positions: (rows, length) token ids and positions in their example.
        segments: (rows, length) number of the example in its row; equal numbers see each other.
        branches: (rows, length) number of the continuation of a prompt in its example, 0 for the
            prompt itself, which all see; continuations do not see one another.
        """
        same = segments[:, :, None] == segments[:, None, :]
        if branches is not None:
            one, other = branches[:, :, None], branches[:, None, :]
            same &= (other == 0) | (one == other)
        length = tokens.shape[1]
        causal = torch.ones(length, length, dtype=torch.bool, device=tokens.device).tril()
        mask = torch.where(same & causal, 0.0, -1e9)[:, None]
        rotary = {}
        for base, frequencies in self.frequencies.items():
            angles = positions[..., None].double() * frequencies.to(positions.device)
            rotary[base] = (angles.cos().float()[:, None], angles.sin().float()[:, None])
        x = self.embedding[tokens].float() * self.config.hidden**0.5
        for number, layer in enumerate(self.layers):
            cos, sin = rotary[self.config.rotary_base(number)]
            x = layer(x, cos, sin, mask)
        return self.norm(x)

    def logits(self, hidden: Tensor) -> Tensor:
        """Logits (..., vocabulary) of final hidden states."""
        return F.linear(hidden, self.embedding)

    def loss(self, hidden: Tensor, targets: Tensor) -> Tensor:
        """Summed cross-entropy of the ids `targets` (n,) after the hidden states (n, hidden)."""
        return self.summed_loss(self.logits(hidden), targets)

    def quantise(self, tokens: Tensor, positions: Tensor, segments: Tensor) -> None:
        """Let the frozen weights work in int8 from now on, calibrated on one batch."""
        largest: dict[nn.Module, Tensor] = {}
        projections = [m for m in self.modules() if isinstance(m, Projection)]
        hooks = [
            m.register_forward_pre_hook(
                lambda m, args: largest.__setitem__(m, args[0].detach().abs().flatten(0, -2).amax(0))
            )
            for m in projections
        ]
        with torch.no_grad():
            self.hidden(tokens, positions, segments)
        for hook in hooks:
            hook.remove()
        for m in projections:
            m.quantise(largest[m])

    def halve(self) -> None:
        """Keep frozen weights in bfloat16: they are not converted anew in each step then."""
        self.embedding = self.embedding.bfloat16()
        for module in self.modules():
            if isinstance(module, Projection) and module.rank:
                module.weight = module.weight.bfloat16()

    def compile_layers(self) -> None:
        """Compile each layer by itself (short compilation, one graph for all of a kind), and the loss."""
        torch._dynamo.config.recompile_limit = 64
        for layer in self.layers:
            layer.compile()
        # One pass over the logits, the widest array by far, in place of four.
        self.summed_loss = torch.compile(_summed_loss, dynamic=True)


def _summed_loss(logits: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(logits.float(), targets, reduction="sum")


def balanced(up: np.ndarray, down: np.ndarray, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """Factors (out, rank) and (rank, in) of the same product with equal norms.

    A product of smaller rank is filled up with zeros on the left and small random
    numbers on the right, so that it can grow; one of a larger rank is cut.
    """
    u, s, v = singular(up, down)
    u, s, v = u[:, :rank], s[:rank], v[:rank]
    root = np.sqrt(s)
    left, right = u * root, root[:, None] * v
    if missing := rank - len(s):
        left = np.pad(left, ((0, 0), (0, missing)))
        fresh = np.random.default_rng(0).normal(0, down.shape[1] ** -0.5, (missing, down.shape[1]))
        right = np.concatenate([right, fresh * root.mean()])
    return left.astype(np.float32), right.astype(np.float32)


def _tensor(array: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(array, dtype=np.float32))


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().float().cpu().numpy().copy()
