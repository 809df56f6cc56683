"""`chuchu reindex`: the derived indexes built anew from the catalogue."""

import time

from scripts.options import AsJson, Data, opened_to_read
from scripts.output import Output


def reindex(data: Data = None, as_json: AsJson = False) -> None:
    """从目录重建向量、词和文本索引；索引损坏或更换模型后使用。缺少当前模型向量的段落会先补齐。

    没有建完时说明原因，退出码为 1。
    """
    output = Output(as_json=as_json)
    began = time.monotonic()
    with opened_to_read(data, output) as chuchu:
        filled = chuchu.fill_vectors(lambda done: output.note(f"已补算 {done} 段"))
        built = chuchu.rebuild_indexes()
        change, passages = built.number, built.words.passages
    seconds = round(time.monotonic() - began, 1)
    output.result({"change": change, "passages": passages, "filled": filled, "seconds": seconds})
    output.line(f"索引已重建：{passages} 段，新算向量 {filled}，{seconds} 秒。")
