"""A query as it enters: what of it is searched for."""

import pytest

from retrieval.query import wanted_part


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("河道罚款（不要防汛的）", "河道罚款"),
        ("河道罚款(不含渣土)怎么定", "河道罚款 怎么定"),
        ("河道罚款（试行）", "河道罚款（试行）"),
        ("（不要防汛的）", "（不要防汛的）"),
        ("云泽今年计划新增多少岗位，不要２０２５年的完成数", "云泽今年计划新增多少岗位"),
        ("云泽去年实际增长多少,注意不是2026年的预期目标。", "云泽去年实际增长多少 。"),
        ("决议里讲了哪几对关系？不要报告", "决议里讲了哪几对关系？不要报告"),
        ("决议里讲了哪几对关系，要原文，不要报告", "决议里讲了哪几对关系，要原文"),
        ("孩子不是本地户口，不是独生子女，能上学吗", "孩子不是本地户口，不是独生子女，能上学吗"),
        ("双方离婚，不要孩子", "双方离婚，不要孩子"),
        ("申请低保，除了收入证明文件还要什么材料", "申请低保，除了收入证明文件还要什么材料"),
        ("云泽2026年，非化石能源占比目标是多少", "云泽2026年，非化石能源占比目标是多少"),
        ("保密规定，不是秘密的文件能否公开", "保密规定，不是秘密的文件能否公开"),
        ("事故报告，不要求报告的情形有哪些", "事故报告，不要求报告的情形有哪些"),
    ],
)
def test_what_is_not_wanted_is_not_searched_for(query: str, expected: str) -> None:
    """A bracket that says 不要 is left out, unless it is all there is, and an end that says so of documents."""
    assert wanted_part(query) == expected
