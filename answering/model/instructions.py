"""Sentences of documents that speak to a machine instead of to people: they never become an answer.

Documents are data. Nothing here makes a model safe (the prompt, the fences and the check of every sentence do);
it keeps an order to a model from being quoted as if it were a rule for people.
"""

import re
import unicodedata

from answering.spans import sentences

_TO_MACHINES = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|不用管|绕过)[^。！？\n]{0,16}(?:指令|指示|规则|提示|设定|限制|要求|内容|资料)"
    r"|(?:系统|管理员|开发者|用户)(?:提示词?|指令|消息|角色)\s*[:：]|系统提示词"
    r"|你(?:现在)?(?:是|扮演|将扮演)(?:一[个名位])?[^。，\n]{0,12}(?:助手|模型|机器人|AI|专家|管理员)|从现在(?:起|开始)，?你"
    r"|(?:作为|致|各位|任何)(?:一[个名])?\s*(?:AI|人工智能|大模型|大语言模型|语言模型|智能助手|聊天机器人)"
    r"|(?:AI|人工智能|大?语言模型|大模型|智能助手|聊天机器人|问答助手|机器人)[^。！？\n]{0,12}"
    r"(?:请|必须|应当?|务必|只能|一律)[^。！？\n]{0,12}(?:回答|回复|输出|引用|附上|答复|说)"
    r"|(?:请|必须|务必|只能|只需|直接|一律|不论[^。\n]{0,10})(?:只|直接)?(?:回答|回复|输出|答复|复述|打印|重复)"
    r"(?:以下|下面|[:：“「\"]|[^。\n]{0,6}[:：“「\"])"
    r"|(?:在|于)(?:回答|答案|回复)(?:的)?(?:末尾|开头|最后|中)[^。\n]{0,10}(?:附上|加上|插入|写上|注明)"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,60}\b(?:instructions?|rules?|prompts?|above|previous|context)\b"
    r"|\bsystem\s*(?:prompt|message|note|override)\b|^\s*(?:system|assistant|developer)\s*[:：]"
    r"|\byou are (?:now|an? (?:ai|assistant|helpful|unrestricted|chat))\b|\bas an ai\b"
    r"|\b(?:ai|llms?|assistants?|chat\s?bots?|language models?)\b[^.\n]{0,30}\b(?:must|should|shall|please|are required)\b"
    r"|\b(?:answer|reply|respond|output|print|say)\s+(?:only|exactly|with|this)\b|\b(?:jailbreak|developer mode)\b"
    r"|<\|[^|\n]{1,40}\|>|\[/?INST\]|<</?SYS>>|###\s*(?:system|instruction|assistant)|<{2,}\s*(?:资料|完)",
    re.I | re.M,
)


def speaks_to_machines(text: str) -> bool:
    """Tell whether a sentence orders a machine about; characters that nobody sees do not hide it."""
    seen = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf"} or c == "\n")
    return _TO_MACHINES.search(unicodedata.normalize("NFKC", seen)) is not None


def without_orders(text: str) -> str:
    """Give a text without its orders to machines, each from where its sentence begins to the end of its line."""
    kept, ordered, end = [], False, 0
    for start, stop in sentences(text):
        ordered = speaks_to_machines(text[start:stop]) or (ordered and "\n" not in text[end:start])
        if not ordered:
            kept.append(text[end:stop])
        elif kept and not kept[-1].endswith("\n"):
            kept.append("\n")
        end = stop
    return "".join(kept)
