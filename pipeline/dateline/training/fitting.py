"""Fits the network: a small BERT with a layer of tags on top, on the processor, from a seed."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertForTokenClassification

from dateline.recogniser import CASES, Recogniser, Word, case_of
from dateline.training.tagging import ANY, TAGS, Sentence

logger = logging.getLogger(__name__)


class Encoded:
    """A sentence as numbers: pieces, how they are written, where words begin, and the words' allowed tags."""

    __slots__ = ("cases", "firsts", "ids", "soft", "tags", "weight")

    def __init__(self, sentence: Sentence, encode: Any, longest: int, soft: Any = None):
        ids, cases, firsts = [encode.begin], [CASES.index("other")], []
        for word in sentence.words:
            pieces = encode(word)
            if len(ids) + len(pieces) >= longest:
                break
            firsts.append(len(ids))
            ids += pieces
            cases += [case_of(word)] * len(pieces)
        self.ids = [*ids, encode.end]
        self.cases = [*cases, CASES.index("other")]
        self.firsts = firsts
        self.tags = sentence.tags[: len(firsts)]
        self.weight = sentence.weight
        self.soft = None if soft is None else soft[: len(firsts)]


class Encoder:
    """Cuts words into pieces, each word once."""

    def __init__(self, tokenizer: Tokenizer):
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.tokenizer = tokenizer
        self.begin, self.end = tokenizer.encode("").ids
        self.known: dict[str, list[int]] = {}

    def __call__(self, word: str) -> list[int]:
        """Return the numbers of the pieces of a word."""
        if word not in self.known:
            self.known[word] = self.tokenizer.encode(word, add_special_tokens=False).ids or [self.end]
        return self.known[word]


def new_model(base: Path, seed: int) -> BertForTokenClassification:
    """Return the pretrained network with a new layer of tags and one token type for each way of writing."""
    torch.manual_seed(seed)
    model = BertForTokenClassification.from_pretrained(base, num_labels=len(TAGS))
    types = model.bert.embeddings.token_type_embeddings
    wider = torch.nn.Embedding(len(CASES), types.embedding_dim)
    # All ways of writing start from what the network took plain text for.
    wider.weight.data = types.weight.data[:1].repeat(len(CASES), 1)
    wider.weight.data += 0.02 * torch.randn_like(wider.weight)
    model.bert.embeddings.token_type_embeddings = wider
    model.config.type_vocab_size = len(CASES)
    model.bert.embeddings.word_embeddings.weight.requires_grad = False
    return model


def shrunk(model: BertForTokenClassification, layers: Sequence[int], inner: int) -> BertForTokenClassification:
    """Return the network with these of its layers only, and in each the `inner` strongest units between its two halves.

    A unit's strength is the product of the norms of its weights on the way in and on the way out.
    """
    model.bert.encoder.layer = torch.nn.ModuleList(model.bert.encoder.layer[index] for index in layers)
    model.config.num_hidden_layers = len(layers)
    for layer in model.bert.encoder.layer:
        first, second = layer.intermediate.dense, layer.output.dense
        strength = first.weight.data.norm(dim=1) * second.weight.data.norm(dim=0)
        kept = strength.argsort(descending=True, stable=True)[:inner].sort().values
        first.weight.data, first.bias.data = first.weight.data[kept], first.bias.data[kept]
        second.weight.data = second.weight.data[:, kept]
        first.out_features = second.in_features = inner
    model.config.intermediate_size = inner
    return model


def softs_of(teacher: Recogniser, sentences: Sequence[Sentence], longest: int) -> list[Any]:
    """Return the teacher's probabilities for each sentence, None for those that were made to teach it something new."""
    asked = [index for index, sentence in enumerate(sentences) if "patterns" not in sentence.source]
    softs: list[Any] = [None] * len(sentences)
    for start in range(0, len(asked), 2048):
        block = asked[start : start + 2048]
        read = [[Word(word, 0, 0) for word in sentences[index].words[:longest]] for index in block]
        for index, rows in zip(block, teacher.probabilities(read), strict=True):
            softs[index] = rows.astype(np.float16)
    return softs


def shuffled_batches(sentences: Sequence[Encoded], pieces: int, random: Random) -> Iterator[list[Encoded]]:
    """Yield all sentences once in batches of like length, in an order that follows from `random`."""
    order = list(range(len(sentences)))
    random.shuffle(order)
    batches: list[list[Encoded]] = []
    # Sorted within large blocks: like lengths together, but not the same company in every epoch.
    for block in range(0, len(order), 4096):
        batch: list[Encoded] = []
        for index in sorted(order[block : block + 4096], key=lambda i: (len(sentences[i].ids), i)):
            sentence = sentences[index]
            if batch and len(sentence.ids) * (len(batch) + 1) > pieces:
                batches.append(batch)
                batch = []
            batch.append(sentence)
        if batch:
            batches.append(batch)
    random.shuffle(batches)
    yield from batches


def tensors(batch: Sequence[Encoded]) -> dict[str, torch.Tensor]:
    """Return a batch's inputs, padded."""
    width = max(len(sentence.ids) for sentence in batch)
    ids = np.zeros((len(batch), width), dtype=np.int64)
    cases = np.full_like(ids, CASES.index("other"))
    mask = np.zeros_like(ids)
    for row, sentence in enumerate(batch):
        length = len(sentence.ids)
        ids[row, :length], cases[row, :length], mask[row, :length] = sentence.ids, sentence.cases, 1
    return {
        "input_ids": torch.from_numpy(ids),
        "token_type_ids": torch.from_numpy(cases),
        "attention_mask": torch.from_numpy(mask),
    }


def loss_of(logits: torch.Tensor, batch: Sequence[Encoded], silent: float = 1.0) -> torch.Tensor:
    """Return the mean over words of minus the logarithm of the probability of all allowed tags together.

    Where a teacher's probabilities are known, half of the loss is the cross-entropy with them.

    Args:
        logits: the network's scores.
        batch: the sentences.
        silent: how much the other tags of a word count that may be O as well: most words that a set leaves unlabelled
            are no names, and without this all that it has no label for ends as whatever is named least certainly.
    """
    rows = [row for row, sentence in enumerate(batch) for _ in sentence.firsts]
    columns = [first for sentence in batch for first in sentence.firsts]
    scores = torch.log_softmax(logits[rows, columns].float(), dim=-1)
    allowed = torch.tensor([tag for sentence in batch for tag in sentence.tags])
    bits = (allowed[:, None] >> torch.arange(len(TAGS))) & 1
    undecided = (bits[:, :1] == 1) & (allowed[:, None] != ANY) & (torch.arange(len(TAGS)) > 0)
    weighted = scores + undecided * float(np.log(silent))
    losses = -torch.logsumexp(weighted.masked_fill(bits == 0, -1e4), dim=-1)
    weights = torch.tensor([sentence.weight for sentence in batch for _ in sentence.firsts])
    if any(sentence.soft is not None for sentence in batch):
        soft = torch.zeros_like(scores)
        taught = torch.zeros(len(rows))
        position = 0
        for sentence in batch:
            end = position + len(sentence.firsts)
            if sentence.soft is not None:
                soft[position:end] = torch.from_numpy(np.asarray(sentence.soft, dtype=np.float32))
                taught[position:end] = 0.5
            position = end
        losses = (1 - taught) * losses - taught * (soft * scores).sum(-1)
    return (losses * weights).sum() / weights.sum()


def fit(
    sentences: Sequence[Sentence],
    base: Path,
    table: Mapping[str, Any],
    seed: int,
    model: BertForTokenClassification,
    softs: Sequence[Any] | None = None,
) -> BertForTokenClassification:
    """Train `model` on `sentences` and return it.

    Args:
        sentences: what to learn from.
        base: the folder of the pretrained network.
        table: the configuration's table `fit`.
        seed: of dropout and of the order of the sentences.
        model: the network to begin from.
        softs: for each sentence a teacher's probabilities (words by tags), or None.
    """
    torch.set_num_threads(table["threads"])
    torch.use_deterministic_algorithms(True)
    encoder = Encoder(Tokenizer.from_file(str(base / "tokenizer.json")))
    teachers = softs if softs is not None else [None] * len(sentences)
    encoded = [Encoded(s, encoder, table["longest"], soft) for s, soft in zip(sentences, teachers, strict=True)]
    torch.manual_seed(seed)
    random = Random(seed)
    epochs = table["epochs"]
    schedule = []
    for epoch in range(int(np.ceil(epochs))):
        batches = list(shuffled_batches(encoded, table["pieces_per_batch"], random))
        schedule += batches[: round(len(batches) * min(1.0, epochs - epoch))]
    head = list(model.classifier.parameters())
    rest = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith("classifier")]
    rate = table["learning_rate"]
    groups = [{"params": rest, "lr": rate}, {"params": head, "lr": rate * table["head_factor"]}]
    optimizer = torch.optim.AdamW(groups, weight_decay=table["weight_decay"])
    warm = max(1, round(len(schedule) * table["warm_up"]))
    steps = len(schedule)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(step / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    model.train()
    begun, running = process_time(), 0.0
    for step, batch in enumerate(schedule):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(**tensors(batch)).logits
        loss = loss_of(logits, batch, table["silent"])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
        running = 0.98 * running + 0.02 * float(loss.detach()) if step else float(loss.detach())
        if step % 100 == 0:
            logger.info("step %d of %d, loss %.4f, %.0f CPU seconds", step, steps, running, process_time() - begun)
    logger.info("trained in %.0f CPU seconds", process_time() - begun)
    return model.eval()
