"""Writes a fitted network as an int8 graph for onnxruntime, with its tokenizer and configuration beside it.

The graph is put together by hand: an exporter's leaves onnxruntime less to fuse, and has the ranges of activations
measured anew in each batch. Here they are measured once, so that what is found in a sentence depends on no other.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from transformers import BertForTokenClassification

from dateline.training.fitting import Encoded, Encoder
from dateline.training.tagging import LABELS, Sentence

INPUTS = ("input_ids", "token_type_ids")
EMBEDDINGS = "bert.embeddings"
FUSED = "com.microsoft"
WINDOW = 192
OVERLAP = 48
ORDINARY = 0.95  # this share of a layer's columns is left as it is
FAR = 3  # a column this many times as wide as those would cost all others their precision

Arrays = Mapping[str, NDArray[Any]]
Range = tuple[NDArray[Any], NDArray[Any]]


class Whole(NamedTuple):
    """Numbers as uint8: the names of their nodes and arrays, and by how much each column was divided before."""

    numbers: str
    scale: str
    nought: str
    factors: NDArray[Any]


def ranges_of(model: BertForTokenClassification, sentences: Sequence[Encoded]) -> dict[str, Range]:
    """Return the least and the greatest numbers that go into each linear layer, column by column, by its name."""
    ranges: dict[str, Range] = {}

    def widen(name: str, values: torch.Tensor) -> None:
        columns = values.flatten(0, -2).numpy()
        # Nought is always within, as int8 must be able to write it.
        low, high = ranges.get(name, (0.0, 0.0))
        ranges[name] = np.minimum(low, columns.min(axis=0)), np.maximum(high, columns.max(axis=0))

    hooks = [
        layer.register_forward_pre_hook(lambda _, inputs, name=name: widen(name, inputs[0]))
        for name, layer in model.named_modules()
        if isinstance(layer, torch.nn.Linear)
    ]
    with torch.inference_mode():
        for sentence in sentences:
            model(input_ids=torch.tensor([sentence.ids]), token_type_ids=torch.tensor([sentence.cases]))
    for hook in hooks:
        hook.remove()
    return ranges


class Graph:
    """The network's nodes and arrays; each method adds what its name says and returns the name of what comes out."""

    def __init__(self, weights: Arrays, ranges: Mapping[str, Range], epsilon: float):
        """Take the fitted `weights`, by their names in torch, and the `ranges` of what goes into linear layers."""
        self.weights, self.ranges, self.epsilon = weights, ranges, epsilon
        self.nodes: list[onnx.NodeProto] = []
        self.arrays: dict[str, onnx.TensorProto] = {}

    def add(self, kind: str, inputs: Sequence[str], out: str, domain: str = "", **attributes: Any) -> str:
        """Add a node."""
        self.nodes.append(helper.make_node(kind, inputs, [out], name=out, domain=domain, **attributes))
        return out

    def array(self, name: str, values: Any) -> str:
        """Add a constant."""
        self.arrays[name] = numpy_helper.from_array(np.asarray(values), name)
        return name

    def embedding(self, name: str, ids: str) -> str:
        """Look numbers up in a table, which is kept as int8 with a scale for each row."""
        table = self.weights[f"{EMBEDDINGS}.{name}.weight"]
        # Rows that were never trained may be noughts throughout.
        scales = np.maximum(np.abs(table).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
        found = self.add("Gather", [self.array(f"{name}.rows", to_int8(table, scales)), ids], f"{name}.found")
        steps = self.add("Cast", [found], f"{name}.steps", to=TensorProto.FLOAT)
        scale = self.add("Gather", [self.array(f"{name}.scales", scales), ids], f"{name}.scale")
        return self.add("Mul", [steps, scale], name)

    def norm(self, name: str, first: str, second: str) -> str:
        """Add two and bring the sum to a common scale."""
        # onnxruntime would fuse these two nodes to one that takes three times as long; see `Recogniser.load`.
        total = self.add("Add", [first, second], f"{name}.sum")
        ends = [self.array(f"{name}.{end}", self.weights[f"{name}.{end}"]) for end in ("weight", "bias")]
        return self.add("LayerNormalization", [total, *ends], name, axis=-1, epsilon=self.epsilon)

    def whole(self, name: str, values: str) -> Whole:
        """Write what goes into the layer `name` as uint8."""
        low, high = self.ranges[name]
        factors = evened(low, high)
        if factors.max() > 1:
            values = self.add("Mul", [values, self.array(f"{name}.in.factors", 1 / factors)], f"{name}.in.evened")
        least, greatest = (low / factors).min(), (high / factors).max()
        scale = np.float32((greatest - least) / 255)
        nought = np.uint8(np.clip(np.round(-least / scale), 0, 255))
        ends = self.array(f"{name}.in.scale", scale), self.array(f"{name}.in.nought", nought)
        return Whole(self.add("QuantizeLinear", [values, *ends], f"{name}.in"), *ends, factors)

    def linear(self, name: str, whole: Whole) -> str:
        """Multiply by a layer's weights, int8 with a scale for each column, and add its bias."""
        weights = self.weights[f"{name}.weight"].T * whole.factors[:, None]
        scales = (np.abs(weights).max(axis=0) / 127).astype(np.float32)
        inputs = [
            whole.numbers,
            self.array(f"{name}.weight", to_int8(weights, scales)),
            whole.scale,
            self.array(f"{name}.scale", scales),
            whole.nought,
            self.array(f"{name}.nought", np.zeros(len(scales), dtype=np.int8)),
            self.array(f"{name}.bias", self.weights[f"{name}.bias"]),
        ]
        return self.add("MatMulIntegerToFloat", inputs, name, FUSED)

    def layer(self, name: str, values: str, heads: int) -> str:
        """Add one layer: attention, then two linear layers."""
        attention = f"{name}.attention.self"
        # Query, key and value read the same numbers.
        read = self.whole(f"{attention}.query", values)
        three = [self.linear(f"{attention}.{part}", read) for part in ("query", "key", "value")]
        seen = self.add("MultiHeadAttention", three, attention, FUSED, num_heads=heads)
        dense = f"{name}.attention.output.dense"
        seen = self.norm(f"{name}.attention.output.LayerNorm", self.linear(dense, self.whole(dense, seen)), values)
        dense = f"{name}.intermediate.dense"
        inner = self.add("FastGelu", [self.linear(dense, self.whole(dense, seen))], f"{name}.gelu", FUSED)
        dense = f"{name}.output.dense"
        return self.norm(f"{name}.output.LayerNorm", self.linear(dense, self.whole(dense, inner)), seen)


def evened(low: NDArray[Any], high: NDArray[Any]) -> NDArray[Any]:
    """Return by how much each column is divided, and its weights multiplied, so that one scale fits all of them.

    In a few columns the piece before a sentence has numbers ten times as great as any that a word has.
    """
    widths = np.maximum(-low, high)
    factors: NDArray[Any] = np.maximum(1, widths / np.quantile(widths, ORDINARY)).astype(np.float32)
    return factors if factors.max() >= FAR else np.ones_like(factors)


def to_int8(values: NDArray[Any], scales: Any) -> NDArray[np.int8]:
    """Write numbers as the nearest steps of their scales."""
    return np.clip(np.round(values / scales), -127, 127).astype(np.int8)


def graph_of(weights: Arrays, ranges: Mapping[str, Range], layers: int, heads: int, epsilon: float) -> onnx.ModelProto:
    """Return the network for sentences of equal length: no piece is padded, so none is masked."""
    graph = Graph(weights, ranges, epsilon)
    length = graph.add("Shape", ["input_ids"], "length", start=1, end=2)
    positions = graph.array("positions", weights[f"{EMBEDDINGS}.position_embeddings.weight"])
    places = graph.add("Slice", [positions, graph.array("first", np.zeros(1, dtype=np.int64)), length], "places")
    written = graph.embedding("token_type_embeddings", "token_type_ids")
    words = graph.add("Add", [graph.embedding("word_embeddings", "input_ids"), written], "words")
    values = graph.norm(f"{EMBEDDINGS}.LayerNorm", words, places)
    for number in range(layers):
        values = graph.layer(f"bert.encoder.layer.{number}", values, heads)
    logits = graph.linear("classifier", graph.whole("classifier", values))
    sizes = ["batch", "pieces"]
    whole = helper.make_graph(
        graph.nodes,
        "recogniser",
        [helper.make_tensor_value_info(name, TensorProto.INT64, sizes) for name in INPUTS],
        [helper.make_tensor_value_info(logits, TensorProto.FLOAT, [*sizes, len(weights["classifier.bias"])])],
        list(graph.arrays.values()),
    )
    domains = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    # The version of the format that the oldest onnxruntime we allow reads.
    return helper.make_model(whole, opset_imports=domains, ir_version=8)


def export(
    model: BertForTokenClassification,
    base: Path,
    folder: Path,
    hyphens: Mapping[str, Sequence[str]],
    version: str,
    sentences: Sequence[Sentence],
) -> None:
    """Write `model.onnx`, `tokenizer.json`, `config.json` to `folder`; `sentences` show the ranges of activations."""
    folder.mkdir(parents=True, exist_ok=True)
    encoder = Encoder(Tokenizer.from_file(str(base / "tokenizer.json")))
    encoded = [Encoded(sentence, encoder, WINDOW) for sentence in sentences]
    weights = {name: values.numpy() for name, values in model.state_dict().items()}
    config = model.config
    graph = graph_of(
        weights,
        ranges_of(model, encoded),
        config.num_hidden_layers,
        config.num_attention_heads,
        config.layer_norm_eps,
    )
    onnx.save(graph, str(folder / "model.onnx"))
    shutil.copy(base / "tokenizer.json", folder / "tokenizer.json")
    table: dict[str, Any] = {
        "labels": LABELS, "version": version, "window": WINDOW, "overlap": OVERLAP, "hyphens": hyphens,
    }  # fmt: skip
    text = json.dumps(table, ensure_ascii=False, indent=1) + "\n"
    (folder / "config.json").write_text(text, encoding="utf-8")
