"""Outlines: families nest, siblings vote, items are no sections."""

from api_tests.indexer.samples import (
    LONG,
    centred,
    furniture,
    heading,
    lines,
    only,
    outline,
    page,
    passages,
    right,
)


def test_families_nest_and_levels_are_depths() -> None:
    """A skipped family leaves no gap: 一、 then 1. is level 1 then 2, （一） between them is level 2."""
    document = only(
        lines(
            "2024年云溪镇防汛工作要点",
            LONG,
            "一、总体要求",
            "1.压实责任。" + LONG,
            "2.备足物资。" + LONG,
            "二、重点任务",
            "（一）巡查堤防",
            "1.白天巡查。" + LONG,
            "(二) 清理河道",
            LONG,
        )
    )

    assert outline(document) == [
        (1, "一、", "总体要求"),
        (2, "1.", "压实责任。"),
        (2, "2.", "备足物资。"),
        (1, "二、", "重点任务"),
        (2, "（一）", "巡查堤防"),
        (3, "1.", "白天巡查。"),
        (2, "（二）", "清理河道"),
    ]
    assert document.sections[-1].marker_raw == "(二)"


def test_a_run_in_heading_stays_in_its_passage() -> None:
    """A citation shows the paragraph whole: marker, sentence and body are one passage."""
    document = only(page(heading("防汛工作要点", 1), "一、压实责任。" + LONG, "二、备足物资。" + LONG))
    section = document.sections[0]

    assert passages(document) == ["一、压实责任。" + LONG, "二、备足物资。" + LONG]
    assert ("压实责任。", section.start) == (section.title, section.heading_end)


def test_articles_hold_their_paragraphs_and_items() -> None:
    """款, 项 and 目 are paragraphs of the article; a short article is one passage."""
    document = only(
        page(
            heading("云溪县河道管理条例", 1),
            heading("第一章　总则", 2),
            "第一条　为了管理河道，制定本条例。",
            "第二条　河道分为下列类别：",
            "（一）县级河道；",
            "1.云溪主河段；",
            "（二）镇级河道。",
            "县级河道由县人民政府公布。",
            "第三条第二款规定的河道，参照本条例管理。",
        )
    )

    assert outline(document) == [(1, "第一章", "总则"), (2, "第一条", ""), (2, "第二条", "")]
    assert passages(document) == [
        "第一条　为了管理河道，制定本条例。",
        "第二条　河道分为下列类别：\n（一）县级河道；\n1.云溪主河段；\n（二）镇级河道。\n"
        "县级河道由县人民政府公布。\n第三条第二款规定的河道，参照本条例管理。",
    ]


def test_two_headings_in_one_line_are_two_sections() -> None:
    """X。Y among standing headings: the second is an unnumbered heading below the first."""
    document = only(
        lines("一、堤防要再加固", LONG, "二、河道要再清理。要管好砂石", LONG, "三、值守要再压实", LONG)
    )

    assert outline(document) == [
        (1, "一、", "堤防要再加固"),
        (1, "二、", "河道要再清理"),
        (2, "", "要管好砂石"),
        (1, "三、", "值守要再压实"),
    ]


def test_a_broken_heading_among_run_in_ones_is_joined() -> None:
    """The odd short line is the first half of a run-in heading."""
    document = only(
        lines(
            "(一)堤防就是一道屏障。" + LONG,
            "(二)河道就是一条动脉。" + LONG,
            "(三)值守就是一盏明",
            "灯。" + LONG,
        )
    )

    assert document.sections[2].title == "值守就是一盏明灯。"


def test_lists_of_short_items_are_no_sections() -> None:
    """Items that end in ； are paragraphs, and remember their marker as an inline one."""
    document = only(
        page(
            heading("办理指南", 1),
            "一、申请材料",
            "申请人应当提交下列材料：" + LONG * 6,
            "（一）申请表；",
            "（二）身份证明；",
            "（三）其他材料。",
        )
    )

    assert outline(document) == [(1, "一、", "申请材料")]
    assert document.passages[-1].inline_markers == ("（一）",)


def test_inline_series_lead_to_their_passage() -> None:
    """第一， then 一是: the markers inside paragraphs are the end of the locator, never sections."""
    document = only(
        lines(
            "一、重点任务", "第一，加固堤防。" + LONG * 4, "一是查险。" + LONG * 5, "第二，清淤。" + LONG * 5
        )
    )

    assert [p.inline_markers for p in document.passages] == [("第一，",), ("第一，", "一是"), ("第二，",)]
    assert [p.paragraph for p in document.passages] == [1, 2, 3]


def test_parallel_short_lines_are_unnumbered_headings() -> None:
    """Short lines without end punctuation between long paragraphs head what follows."""
    document = only(lines("云溪镇防汛工作总结", LONG, "堤防的行家", LONG, "百姓的娘家", LONG))

    assert outline(document) == [(1, "", "堤防的行家"), (1, "", "百姓的娘家")]


def test_a_heading_without_body_stays_findable() -> None:
    """A marked line that nothing stands under begins a section and is a passage too."""
    document = only(page(heading("决定", 1), "一、批准云溪县防汛预案", "二、停止执行旧的预案", LONG))

    assert passages(document) == ["一、批准云溪县防汛预案", LONG]


def test_a_very_long_heading_stays_findable() -> None:
    """A heading of more than 60 characters says something by itself and is kept in a passage."""
    long = "一、立足新的任务，认真落实县委关于防汛工作的部署要求，着力营造"
    long += "人人有责、人人尽责的良好氛围，切实保护群众生命财产安全不受损失，守住安全底线"
    document = only(page(heading("讲话", 1), long, LONG))

    assert long in passages(document)[0]
    assert document.sections[0].marker == "一、"


def test_style_levels_nest_unnumbered_headings() -> None:
    """Headings by style alone nest by their level."""
    document = only(
        page(
            heading("云溪志", 1),
            LONG,
            heading("水系", 2),
            LONG,
            heading("主河", 3),
            LONG,
            heading("气候", 2),
            LONG,
        )
    )

    assert outline(document) == [(1, "", "水系"), (2, "", "主河"), (1, "", "气候")]


def test_an_attached_rule_is_a_part_of_its_own() -> None:
    """Below signature and date an attached text begins, with its own chapters."""
    document = only(
        page(
            "云溪县人民政府关于印发河道管理办法的通知",
            "云溪政发〔2023〕12号",
            "各镇人民政府：",
            "现将《河道管理办法》印发给你们，请认真执行。",
            "云溪县人民政府",
            "二〇二三年五月十八日",
            "河道管理办法",
            "第一章　总则",
            "第一条　为了管理河道，制定本办法。",
        )
    )

    assert outline(document) == [(1, "", "河道管理办法"), (2, "第一章", "总则"), (3, "第一条", "")]
    assert furniture(document) == [
        ("title", "云溪县人民政府关于印发河道管理办法的通知"),
        ("doc_number", "云溪政发〔2023〕12号"),
        ("addressee", "各镇人民政府："),
        ("signature", "云溪县人民政府"),
        ("date", "二〇二三年五月十八日"),
    ]


def test_headings_that_hold_articles_stand_outside_them() -> None:
    """Judicial interpretations set 一、 above articles that run on across them; lists in articles stay in them."""
    document = only(
        lines(
            "某某法院关于证据若干问题的规定",
            "一、举证责任",
            "第一条　原告应当提供符合起诉条件的证据材料。",
            "第二条　被告在收到起诉状副本之日起十日内提供证据。",
            "二、调取证据",
            "第三条　人民法院调取证据的情形：",
            "（一）涉及国家利益的；",
            "（二）涉及依职权追加当事人的。",
        )
    )

    assert [
        (1, "一、", "举证责任"),
        (2, "第一条", ""),
        (2, "第二条", ""),
        (1, "二、", "调取证据"),
        (2, "第三条", ""),
    ] == outline(document)


def test_the_title_of_a_chapter_goes_on_in_the_next_line() -> None:
    """A short unmarked line right above the first article ends the heading; nothing else stands there."""
    document = only(
        lines(
            "青溪县审计条例",
            "第一章　审计机关、",
            "审计人员的职责",
            "第一条　为了加强审计监督，制定本条例。",
            "第二章　附则",
            "第二条　本条例自公布之日起施行。",
        )
    )

    assert ["审计机关、审计人员的职责", "附则"] == [
        s.title for s in document.sections if s.family == "chapter"
    ]
    assert passages(document) == [
        "第一条　为了加强审计监督，制定本条例。",
        "第二条　本条例自公布之日起施行。",
    ]


def test_a_sentence_alone_in_its_line_heads_what_follows() -> None:
    """（一）…。 with nothing behind it in its paragraph and prose below is a heading, not a passage."""
    document = only(
        page(
            "关于职业教育的意见",
            "（一）健全国家制度框架。",
            LONG * 7,
            "（二）提高发展水平。" + LONG,
            "（三）推进改革。" + LONG,
        )
    )

    assert [
        (1, "（一）", "健全国家制度框架。"),
        (1, "（二）", "提高发展水平。"),
        (1, "（三）", "推进改革。"),
    ] == outline(document)
    assert LONG * 7 == passages(document)[0]


def test_an_attached_text_is_found_below_notes() -> None:
    """Notes may stand between the date and the attached text, whose title may take two lines."""
    document = only(
        page(
            centred("关于印发方案的通知"),
            "各镇人民政府：",
            LONG,
            right("青溪县人民政府"),
            right("2033年1月24日"),
            "（此件公开发布）",
            "职业教育改革实施方案",
            "一、总体要求",
            LONG,
            "附件1",
            "关于青溪镇渡口",
            "险情的报告",
            LONG,
        )
    )

    assert [
        (1, "", "职业教育改革实施方案"),
        (2, "一、", "总体要求"),
        (1, "附件1", "关于青溪镇渡口险情的报告"),
    ] == outline(document)


def test_styled_lines_in_a_row_are_a_list() -> None:
    """A page that lists others sets each link as a heading: without text below them they are text themselves."""
    links = [f"第{n}号仲裁公告的送达[ 2034-01-1{n} ]" for n in range(1, 6)]
    document = only(page(*(heading(link, 4) for link in links)))

    assert [] == outline(document)
    assert links == "\n".join(passages(document)).split("\n")
