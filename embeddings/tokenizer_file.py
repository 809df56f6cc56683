"""Writing a tokenizer.json for the built-in model from sentencepiece pieces."""

from collections.abc import Sequence

from sentencepiece import SentencePieceNormalizer
from sentencepiece.sentencepiece_model_pb2 import ModelProto
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

BEGIN, PAD, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
SPECIAL = (BEGIN, PAD, END, UNKNOWN, MASK)


def build_tokenizer(vocabulary: Sequence[tuple[str, float]]) -> Tokenizer:
    """Make a Unigram tokenizer as XLM-RoBERTa's, of (piece, log probability) pairs whose index is the token id.

    The characters are normalised by sentencepiece's own `nmt_nfkc` table. (The table in the data file leaves
    decomposed accents alone; it differs nowhere in Chinese text.)
    """
    ids = {piece: index for index, (piece, _) in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.Unigram(list(vocabulary), unk_id=ids[UNKNOWN], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(_character_map()), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}",
        pair=f"{BEGIN} $A {END} {END} $B {END}",
        special_tokens=[(BEGIN, ids[BEGIN]), (END, ids[END])],
    )
    return tokenizer


def _character_map() -> bytes:
    model = ModelProto()
    model.ParseFromString(SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_model_proto())
    return bytes(model.normalizer_spec.precompiled_charsmap)
