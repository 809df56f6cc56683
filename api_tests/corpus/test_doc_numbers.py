"""Document numbers."""

import pytest

from corpus.doc_numbers import find_doc_numbers, read_doc_number


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("云溪政发〔2023〕12号", "云溪政发〔2023〕12号"),
        ("云溪政办函[2021]105号", "云溪政办函〔2021〕105号"),
        ("X办字【2020】第 7 号", "X办字〔2020〕7号"),
        ("云府办（2019）003号", "云府办〔2019〕3号"),
        ("云溪发﹝２０２２﹞１８号", "云溪发〔2022〕18号"),
        ("中华人民共和国国务院令第224号", "国务院令第224号"),
        ("云溪县人民政府令第十二号", "云溪县人民政府令第12号"),
        ("国家发展和改革委员会令第5号", "国家发展和改革委员会令第5号"),
    ],
)
def test_numbers_have_one_canonical_form(text: str, canonical: str) -> None:
    """Brackets, 第, zeros and widths as printed; one form for looking up."""
    number = read_doc_number(text)

    assert number is not None
    assert canonical == number.canonical


@pytest.mark.parametrize("text", ["参见《某市2023年12号文件》", "电话（2023）1234-5678号", "第12号"])
def test_what_has_no_bracketed_year_is_no_number(text: str) -> None:
    """A year without brackets does not make a document number."""
    assert read_doc_number(text) is None


def test_all_numbers_of_a_text_are_found_verbatim() -> None:
    """Words that lead up to a number are no part of it, and raw is what stands in the text."""
    text = "根据云溪政发〔2020〕3号和《关于清淤的通知》（云水〔2021〕14号），云水〔2019〕8号同时废止。"

    found = find_doc_numbers(text)

    assert [n.canonical for n in found] == ["云溪政发〔2020〕3号", "云水〔2021〕14号", "云水〔2019〕8号"]
    assert [n.raw for n in found] == [text[n.start : n.end] for n in found]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("（2033年11月6日芦溪市人民政府令第86号公布", "芦溪市人民政府令第86号"),
        ("二〇三三年十一月六日日新市人民政府令第８号", "日新市人民政府令第8号"),
        ("2034年6月12日芦政发〔2034〕9号", "芦政发〔2034〕9号"),
        ("中华人民共和国国务院、中央军事委员会令第22号发布", "国务院、中央军事委员会令第22号"),
        ("依照有关安排、芦溪市人民政府令第5号", "芦溪市人民政府令第5号"),
    ],
)
def test_what_stands_before_the_agency_is_no_part_of_it(text: str, canonical: str) -> None:
    """A day or a list runs into the name; organs joined by 、 issue an order together."""
    (number,) = find_doc_numbers(text)

    assert (canonical, number.raw) == (number.canonical, text[number.start : number.end])
