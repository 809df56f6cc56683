"""Mails: headers and names in any encoding, text, attachments."""

import base64
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import ParsedFile
from parsing.mail import decoded_words
from parsing.parser import Parser

Read = Callable[[bytes | str, str], ParsedFile]


def word(text: str, charset: str = "gb2312") -> str:
    """An encoded word of RFC 2047; the label says gb2312 though the characters may be beyond it."""
    return f"=?{charset}?B?{base64.b64encode(text.encode('gb18030' if charset != 'utf-8' else charset)).decode()}?="


def mail(*parts: str, subject: str = "") -> bytes:
    """A mail of several parts."""
    head = f"From: {word('张朱堃')} <a@example.cn>\r\nTo: b@example.cn\r\nDate: Wed, 5 Mar 2031 09:30:00 +0800\r\n"
    head += f"Subject: {subject or word('关于春耕备耕的通知')}\r\nMIME-Version: 1.0\r\n"
    if len(parts) == 1:
        return (head + parts[0]).encode("latin-1")
    body = "".join(f"--x\r\n{part}\r\n" for part in parts)
    return (head + f'Content-Type: multipart/mixed; boundary="x"\r\n\r\n{body}--x--\r\n').encode("latin-1")


def text_part(text: str, charset: str = "gb2312", kind: str = "plain") -> str:
    """A text in GB18030 under the label gb2312."""
    encoded = base64.b64encode(text.encode("gb18030")).decode()
    return (
        f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}"
    )


def attachment(name: str, content: bytes) -> str:
    """An attachment whose name stands as given in the header."""
    return (
        f'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{name}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(content).decode()}"
    )


def unpacked(parser: Parser, folder: Path, content: bytes) -> dict[str, bytes]:
    source, members = folder / "信.eml", folder / "members"
    source.write_bytes(content)
    members.mkdir()
    return {m.path: (members / m.file).read_bytes() for m in parser.unpack(source, members) if m.file}


def test_a_mail_is_its_subject_and_text(read: Read) -> None:
    """The subject is a heading, lines are paragraphs, sender and time stand beside the text; the name is no matter."""
    parsed = read(mail(text_part("各镇：\r\n　　面积１００㎡，囍镕〔2031〕5号。\r\n")), "信.txt")

    assert [(b.kind.value, b.text) for b in parsed.blocks] == [
        ("heading", "关于春耕备耕的通知"),
        ("paragraph", "各镇："),
        ("paragraph", "面积１００㎡，囍镕〔2031〕5号。"),
    ]
    assert {pair.label: pair.value for pair in parsed.metadata} == {
        "发件人": "张朱堃 <a@example.cn>",
        "收件人": "b@example.cn",
        "发送时间": "Wed, 5 Mar 2031 09:30:00 +0800",
    }
    assert (parsed.media_type, parsed.title_hint, parsed.holds_files) == (
        "message/rfc822",
        "关于春耕备耕的通知",
        False,
    )


def test_attachments_keep_their_names(default_parser: Parser, tmp_path: Path, read: Read) -> None:
    """Encoded words, RFC 2231, raw GBK bytes and names that lead out of the folder."""
    content = mail(
        text_part("见附件"),
        attachment(word("附件一：安排表.txt"), b"1"),
        "Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment;\r\n"
        " filename*=UTF-8''%E9%99%84%E4%BB%B6%E4%BA%8C.txt\r\n\r\n2",
        attachment("附件三.txt".encode("gbk").decode("latin-1"), b"3"),
        attachment("../../4.txt", b"4"),
    )

    assert unpacked(default_parser, tmp_path, content) == {
        "附件一：安排表.txt": b"1",
        "附件二.txt": b"2",
        "附件三.txt": b"3",
        "4.txt": b"4",
    }
    parsed = read(content, "信.eml")
    assert ([block.text for block in parsed.blocks], parsed.holds_files) == (
        ["关于春耕备耕的通知", "见附件"],
        True,
    )


def test_a_page_is_read_where_there_is_no_plain_text(read: Read) -> None:
    """The HTML of a mail is read as a web page is; a picture in it is no attachment."""
    html = text_part(
        "<html><body><p>第一段</p><table><tr><td>镇</td><td>数</td></tr><tr><td>甲</td><td>3</td></tr></table></body></html>",
        kind="html",
    )
    picture = "Content-Type: image/png; name=a.png\r\nContent-ID: <1>\r\n\r\nx"
    parsed = read(mail(html, picture), "信.eml")

    assert [block.text for block in parsed.blocks] == ["关于春耕备耕的通知", "第一段", "镇\t数", "甲\t3"]
    assert parsed.holds_files is False


def test_a_mail_in_a_mail_is_an_attachment(default_parser: Parser, tmp_path: Path) -> None:
    """A forwarded mail becomes a file named after its subject."""
    inner = mail(text_part("原信")).decode("latin-1")
    found = unpacked(
        default_parser, tmp_path, mail(text_part("转发"), f"Content-Type: message/rfc822\r\n\r\n{inner}")
    )

    assert list(found) == ["关于春耕备耕的通知.eml"]
    assert b"message/rfc822" not in found["关于春耕备耕的通知.eml"]


def test_headers_in_raw_bytes_are_read(read: Read) -> None:
    """A subject in GBK bytes without any encoding, as old programs send it."""
    parsed = read(mail(text_part("正文"), subject="关于防汛的函".encode("gbk").decode("latin-1")), "信.eml")

    assert parsed.blocks[0].text == "关于防汛的函"


def test_text_that_only_looks_like_a_mail_is_text(read: Read) -> None:
    """One line with a colon at the head makes no mail."""
    parsed = read("Subject: 一份说明\n正文第一行\n", "说明.txt")

    assert parsed.media_type == "text/plain"


def test_a_character_cut_between_words_is_whole(read: Read) -> None:
    """Two encoded words that divide a character give it back."""
    data = "春耕备耕".encode("gb18030")
    words = "\r\n ".join(f"=?gbk?B?{base64.b64encode(piece).decode()}?=" for piece in (data[:3], data[3:]))

    assert decoded_words(words) == "春耕备耕"


@given(
    st.text(st.characters(codec="utf-8"), max_size=80)
    | st.builds(lambda t: f"=?{t}?B?{t}?=", st.text(max_size=20))
)
def test_no_header_is_an_error(raw: str) -> None:
    """Whatever stands in a header, some text comes back."""
    assert isinstance(decoded_words(raw), str)
