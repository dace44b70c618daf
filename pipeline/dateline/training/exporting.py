"""Writes a fitted network as int8 ONNX, with its tokenizer and configuration beside it."""

import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from transformers import BertForTokenClassification

from dateline.training.tagging import LABELS

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Logits(torch.nn.Module):
    """The network with its inputs in a fixed order and nothing but the logits as its output."""

    def __init__(self, model: BertForTokenClassification):
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """Return one row of scores a piece."""
        logits: torch.Tensor = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).logits
        return logits


def export(
    model: BertForTokenClassification,
    base: Path,
    folder: Path,
    hyphens: Mapping[str, Sequence[str]],
    version: str,
) -> None:
    """Write `model.onnx` (int8 weights, one scale a channel), `tokenizer.json` and `config.json` to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    model.set_attn_implementation("eager")
    example = tuple(torch.ones((2, 8), dtype=torch.int64) for _ in INPUTS)
    axes = {name: {0: "batch", 1: "pieces"} for name in (*INPUTS, "logits")}
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole, clean = Path(scratch) / "whole.onnx", Path(scratch) / "clean.onnx"
        torch.onnx.export(
            Logits(model), example, whole, input_names=list(INPUTS), output_names=["logits"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quant_pre_process(str(whole), str(clean), skip_symbolic_shape=True)
        quantize_dynamic(str(clean), str(folder / "model.onnx"), per_channel=True, weight_type=QuantType.QInt8)
    shutil.copy(base / "tokenizer.json", folder / "tokenizer.json")
    config: dict[str, Any] = {
        "labels": LABELS, "version": version, "window": 192, "overlap": 48, "hyphens": hyphens,
    }  # fmt: skip
    text = json.dumps(config, ensure_ascii=False, indent=1) + "\n"
    (folder / "config.json").write_text(text, encoding="utf-8")
