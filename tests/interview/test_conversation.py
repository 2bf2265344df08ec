"""The conversation on a real workspace: what is typed, what is kept, where it goes next."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.interview.screen.layout import width
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import EXPLAINED, AnswerValue, Row, Subject
from diagnostics.store.journal.values import to_json
from tests.builders import CODE, shipped
from tests.evidence.photo_files import jpeg, personal_exif, picture, write
from tests.interview.scripted import BEGIN, hold, workspace_of

OWNER = ["总经理王总"]
ALONE = "#1"  # gives the first question of a list a page of its own


def test_before_the_first_question_come_screening_consent_and_plan(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, ended = hold(workspace, BEGIN)
        facts = workspace.facts(CODE)
    assert ended.how == "stopped"
    assert (facts.visit_mode, facts.consent is not None and facts.consent.given) == ("普通", True)
    assert (
        facts.answers["firm", "secrecy_duty"].value is False
    )  # the screening answers the question, so it is not asked again
    assert "走访安排" in script.text
    assert "走之前留下" in script.text


def test_without_consent_nothing_is_asked_and_the_refusal_is_kept(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        _, ended = hold(workspace, ["0", "", "0", "总经理"])
        consent = workspace.facts(CODE).consent
    assert ended.how == "declined"
    assert consent is not None
    assert not consent.given


def test_secret_work_forbids_photos_and_a_path_is_refused_kindly(tmp_path: Path) -> None:
    photo = tmp_path / "机床.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    begin = ["1", "1", "军品在另一栋楼", "1", "综合部主任", "", "", ""]
    with workspace_of(tmp_path / "ws") as workspace:
        script, _ = hold(workspace, [*begin, *OWNER, "/e", "营业执照", "1", str(photo), "ZZ-1", "0"])
        facts = workspace.facts(CODE)
    assert facts.visit_mode == "纸质"
    assert "不留照片和文件" in script.text
    assert [(each.number, each.kept) for each in facts.evidence] == [("ZZ-1", False)]
    assert facts.answers["firm", "business_type"].evidence == ("ev01",)


def test_off_site_nothing_can_have_been_seen_there(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, ["1", "0", "", "1", "保密办", "", "", "", *OWNER, "/e", "营业执照"])
    assert "现场看到" not in script.prompts[-1]
    assert "看了文件" in script.prompts[-1]


def test_an_answer_carries_person_note_evidence_and_day(tmp_path: Path) -> None:
    talk = [*BEGIN, *OWNER, "/n 看过营业执照", "/e", "1", "1", "9141", "0"]
    with workspace_of(tmp_path) as workspace:
        hold(workspace, talk)
        answer = workspace.answers(CODE).answers["firm", "business_type"]
    assert (answer.value, answer.by, answer.note, answer.grade) == ("discrete", "总经理王总", "看过营业执照", Grade.E2)


def test_back_shows_the_answer_and_enter_keeps_it(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *OWNER, "0", "/b", "", "15"])
        answers = workspace.answers(CODE).answers
    assert "已答：离散型。回车保留，或者重新输" in script.text
    assert (answers["firm", "business_type"].value, answers["firm", "district"].value) == ("discrete", "zone_gaoxin")


def test_back_and_another_answer_replaces_the_own_one_without_a_dispute(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        hold(workspace, [*BEGIN, *OWNER, "0", "/b", "1"])
        assert workspace.answers(CODE).answers["firm", "business_type"].value == "process"
        assert workspace.conflicts(CODE) == ()


def test_a_jump_by_words_meets_the_other_person_and_returns_to_the_order(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *OWNER, "/j 质量管理", "质量经理", "2", ""])
        answer = workspace.answers(CODE).answers["firm", "s_quality"]
    assert (answer.value, answer.by) == ("l2", "质量经理")
    assert "依据：系统里记并统计" in script.text


def test_somebody_who_is_not_there_is_skipped_and_met_at_the_end(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, "/l"])
    assert "下面请：企业负责人" in script.text
    assert "下面请：信息化负责人" in script.text


def test_a_question_left_for_later_is_owed_by_name_and_not_asked_again(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        hold(workspace, [*BEGIN, *OWNER, ALONE, "/l 张工"])
        (owed,) = workspace.facts(CODE).postponed
        script, _ = hold(workspace, ["", *OWNER])
    assert (owed.fact, owed.ask) == ("business_type", "张工")
    assert "企业归哪个区县" in script.text


def test_a_second_testimony_stands_beside_the_first_until_somebody_decides(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        hold(workspace, [*BEGIN, *OWNER, "0", "/b", "/2 生产副总", "1", "2", "看了工艺路线，是配料熔炼"])
        facts = workspace.facts(CODE)
    assert [each.answer.by for each in facts.testimonies["firm", "business_type"]] == ["总经理王总", "生产副总"]
    assert facts.answers["firm", "business_type"].value == "process"
    assert facts.decisions["firm", "business_type"].reason == "看了工艺路线，是配料熔炼"


def test_a_pain_may_be_noted_at_any_moment_with_its_effect(tmp_path: Path) -> None:
    talk = [*BEGIN, *OWNER, "/f 产量次日才录", "", "", "月底盘点差41万元", "", "没有这样的题", "生产管控", "0"]
    with workspace_of(tmp_path) as workspace:
        hold(workspace, talk)
        firm = workspace.answers(CODE)
    assert [(each.kind, each.text, each.effect) for each in firm.findings] == [
        ("pain", "产量次日才录", "月底盘点差41万元")
    ]
    assert ("firm", "business_type") in firm.answers
    assert firm.findings[0].about == shipped().cards["card_production"].confirms


@pytest.mark.parametrize(("typed", "about"), [("", ("business_type",)), ("-", ()), ("上云的顾虑", ("cloud_blockers",))])
def test_a_pain_is_about_the_question_at_hand_another_one_or_nothing(
    tmp_path: Path, typed: str, about: tuple[str, ...]
) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *OWNER, ALONE, "/f 分不清", "1", "", "报表填错", "", typed, "0"])
        (found,) = workspace.answers(CODE).findings
    assert found.about == about
    assert ("说的是：" in script.text) == bool(about)


def test_of_a_wish_what_for_and_how_much_money_are_asked(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        one = ["/f 想上立体库", "3", "1", "30万", "1.5年", "库存"]
        other = ["/f 想上云", "3", "", "", "", "", "0"]
        hold(workspace, [*BEGIN, *OWNER, *one, *other])
        first, second = workspace.answers(CODE).findings
    assert (first.wish, first.budget_wan, first.payback_years) == ("finance", Fraction(30), Fraction(3, 2))
    assert first.about
    assert (second.wish, second.budget_wan, second.about) == ("general", None, ())


def test_products_and_process_are_kept_as_a_finding_of_their_own_kind(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        hold(workspace, [*BEGIN, *OWNER, "/f 锻造毛坯外协，机加和装配自己做", "5"])
        (found,) = workspace.answers(CODE).findings
    assert (found.kind, found.text) == ("process", "锻造毛坯外协，机加和装配自己做")


def test_a_contradiction_is_shown_at_once_and_its_reason_kept_for_the_reviewer(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        talk = [*BEGIN, "/j 上云的顾虑", *OWNER, ALONE, "5", "3", "客户合同里有保密条款，没有定密"]
        script, _ = hold(workspace, talk)
        (found,) = workspace.answers(CODE).findings
        again, _ = hold(workspace, ["", "/j 上云的顾虑", *OWNER, ""])
    assert "这两处对不上，请再看一眼" in script.text
    assert (found.kind, found.title, found.text) == (
        EXPLAINED, "cloud_secrecy_contradicts", "客户合同里有保密条款，没有定密",
    )  # fmt: skip
    assert "这两处对不上" not in again.text


def test_from_a_contradiction_one_key_leads_to_the_other_fact(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, "/j 上云的顾虑", *OWNER, ALONE, "5", "2", "1"])
        assert workspace.answers(CODE).answers["firm", "secrecy_duty"].value is True
    assert "企业有没有涉密或军工生产任务" in script.text


def test_a_judgement_needs_a_reason_and_not_applicable_too(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        talk = [
            *BEGIN,
            "/j 财务状况",
            "财务经理",
            "1",
            "三年盈利，看过审计报告",
            "/j s_hr",
            "人事主管",
            "/na 用工全部外包",
        ]
        hold(workspace, talk)
        answers = workspace.answers(CODE).answers
    assert (answers["firm", "finance_healthy"].value, answers["firm", "finance_healthy"].note) == (
        "holds", "三年盈利，看过审计报告",
    )  # fmt: skip
    assert (answers["firm", "s_hr"].state, answers["firm", "s_hr"].note) == ("na", "用工全部外包")


def test_not_applicable_is_refused_where_the_content_does_not_allow_it(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *OWNER, ALONE, "/na", "/u"])
        assert workspace.answers(CODE).answers["firm", "business_type"].state == "unknown"
    assert "不能答“不适用”" in script.text


def test_not_applicable_in_a_list_is_a_word_and_gives_a_reason(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, "/j co_group", "总经理", "1=na", "只有一个厂区，没有子公司"])
        answer = workspace.answers(CODE).answers["firm", "co_group"]
    assert (answer.state, answer.note) == ("na", "只有一个厂区，没有子公司")
    assert "na 不适用" in script.prompts[-3]


def test_a_card_takes_not_applicable_where_the_content_allows_it_and_asks_the_rest(tmp_path: Path) -> None:
    library, card = shipped(), shipped().cards["card_purchasing"]
    allowed = {name for name in card.confirms if getattr(library.named(name), "na", False)}
    assert 0 < len(allowed) < len(card.confirms)
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, f"/j {card.id}", "采购经理", "/na 总部统一采购", "1"])
        answers = workspace.answers(CODE).answers
    found = {fact: each for (_, fact), each in answers.items() if fact in card.confirms}
    assert {fact for fact, each in found.items() if each.state == "na"} == set(found) <= allowed
    assert {each.note for each in found.values()} == {"总部统一采购"}
    assert "没有“不适用”，请接着答" in script.text


def test_evidence_is_registered_on_one_line(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        hold(workspace, [*BEGIN, *OWNER, ALONE, "/e 营业执照 1 9141", "0"])
        (found,) = workspace.facts(CODE).evidence
        answer = workspace.answers(CODE).answers["firm", "business_type"]
    assert (found.kind, found.grade, found.number, found.kept) == ("营业执照", Grade.E2, "9141", False)
    assert answer.evidence == (found.id,)


def test_a_jump_prefers_the_topic_to_a_word_in_a_question(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, "/j 采购", "采购经理"])
        lost, _ = hold(workspace, ["", "/j 商标注册", "", "王总"])
    assert "采购从提需求到到货，现在怎么管？" in script.text
    assert "没有找到名字里有“商标注册”的题。" in lost.shown


def test_a_card_confirms_the_far_facts_together_and_asks_what_is_near_the_boundary(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, "/j card_cloud_use", "信息主管", "1", "1=2"])
        answered = {fact for _, fact in workspace.answers(CODE).answers} & {*shipped().cards["card_cloud_use"].confirms}
    near = {*shipped().cards["card_cloud_use"].confirms} - answered
    assert "以上" in script.prompts[-2]
    assert answered
    assert near  # what is near the boundary is on the page below and counts only when it is said
    assert "按顺序答" in script.prompts[-1]


def test_an_order_in_the_middle_of_a_card_loses_nothing_of_it(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        talk = [*BEGIN, "/j card_cloud_use", "信息主管", "/n 看过账单", "1", "/r", ""]
        script, _ = hold(workspace, talk)
    after = script.prompts[script.prompts.index("输编号去改，回车返回") + 1]
    assert "以上" in after  # the page to confirm is there again, not the ladder
    assert script.shown.count("  1  云数据库的使用：没有用") == 2


def test_back_from_a_suggestion_leads_to_the_ladder_and_nothing_is_kept(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, "/j 质量管理", "质量经理", "3", "/b", "1", ""])
        assert [each.answer.value for each in workspace.testimonies(CODE, "s_quality")] == ["l1"]
    assert script.prompts.count("选最像的一级") == 2


def test_half_a_row_is_there_again_after_an_order_behind_it(tmp_path: Path) -> None:
    half = "车削,是,是,20"
    with workspace_of(tmp_path) as workspace:
        talk = [
            *BEGIN,
            "/j 工序设备表",
            "设备科长",
            f"{half} /f 换刀靠记在纸上",
            "2",
            "少停机",
            "",
            f"{half},12,12,4,8,6,0",
        ]
        script, _ = hold(workspace, talk)
        firm = workspace.answers(CODE)
    assert script.begun[-2:] == [half, ""]
    assert [each.text for each in firm.findings] == ["换刀靠记在纸上"]
    assert [row.values["total"] for row in firm.rows["equipment"]] == [20]


@pytest.mark.parametrize("word", ["/b", "取消", "返回"])
def test_a_side_talk_can_be_called_off_and_the_question_goes_on(word: str, tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        talk = [
            *BEGIN,
            *OWNER,
            ALONE,
            "/n 看过执照",
            "/f 看错了",
            word,
            "/e",
            "营业执照",
            word,
            "/n",
            word,
            "/l",
            word,
            "0",
        ]
        script, _ = hold(workspace, talk)
        firm = workspace.answers(CODE)
    assert script.text.count("已取消，接着答这一题。") == 4
    assert (firm.findings, firm.evidence) == ((), ())
    assert (firm.answers["firm", "business_type"].value, firm.answers["firm", "business_type"].note) == (
        "discrete", "看过执照",
    )  # fmt: skip


def test_an_order_inside_a_side_talk_is_never_taken_for_a_text(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, ended = hold(workspace, [*BEGIN, *OWNER, ALONE, "/n", "/q"])
        assert ended.how == "stopped"
    check = script.checks[-1]
    assert "这里先写完这一句" in check("/j 质量")
    assert check("/home/张工/机床.jpg") == ""  # a path is a text


def test_sites_and_workshops_are_declared_before_the_plan_and_changed_by_an_order(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN[:-2], "一厂：机加车间，装配车间", "二厂", ""])
        hold(workspace, ["", *OWNER, ALONE, "/p", "二厂：铸造车间", "三厂", "删 3", "", "0"])
        firm = workspace.answers(CODE)
    declared = [(each.kind, each.name) for each in firm.subjects[1:]]
    assert ("workshop", "铸造车间") in declared
    assert [name for kind, name in declared if kind == "site"] == ["一厂", "二厂"]
    assert firm.answers["firm", "business_type"].value == "discrete"
    assert "1 一厂：机加车间、装配车间" in script.text


def test_a_card_about_sites_is_held_once_per_site(tmp_path: Path) -> None:
    sites = (Subject("p1", "site", "一厂"), Subject("p2", "site", "二厂"))
    card = shipped().cards["card_factory_systems"]
    with workspace_of(tmp_path) as workspace:
        workspace.change_firm(CODE, subjects=sites)
        talk = [*BEGIN[:-2], "", f"/j {card.id}", "信息主管", "/s", "0", "", ". 0 0 0"]
        script, _ = hold(workspace, talk)
        first = {subject for subject, fact in workspace.answers(CODE).answers if fact in card.confirms}
        again, _ = hold(workspace, ["", f"/j {card.id}", "信息主管", "0", "", ". 0 0 0"])
        both = {subject for subject, fact in workspace.answers(CODE).answers if fact in card.confirms}
    assert first == {"p1"}  # broken off after the first site, the card goes on with the second
    assert "— 一厂：" in script.shown
    assert "— 二厂：" in again.shown
    assert "— 一厂：" not in again.shown
    assert both == {"p1", "p2"}


SITES = (Subject("p1", "site", "一厂"), Subject("p2", "site", "二厂"))


def test_a_rung_for_each_site_is_tapped_on_one_ladder(tmp_path: Path) -> None:
    card = shipped().cards["card_factory_systems"]
    with workspace_of(tmp_path) as workspace:
        workspace.change_firm(CODE, subjects=SITES)
        script, _ = hold(workspace, [*BEGIN[:-1], f"/j {card.id}", "信息主管", "0|1", "", "/u", "", "/u"])
        taps = [each.rung for each in workspace.facts(CODE).taps]
        subjects = {subject for subject, fact in workspace.answers(CODE).answers if fact in card.confirms}
    assert taps == [card.ladder[0].id, card.ladder[1].id]
    assert subjects == {"p1", "p2"}
    assert script.prompts.count("选最像的一级") == 1
    assert "要 2 个，每个厂区一个" in script.checks[script.prompts.index("选最像的一级")]("0|1|2")
    assert ("— 一厂：" in script.shown, "— 二厂：" in script.shown) == (True, True)


def test_the_page_of_a_site_names_it_even_when_the_firm_has_a_long_name(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        workspace.change_firm(CODE, name="郑州某某汽车零部件制造集团有限公司（虚构）", subjects=SITES)
        script, _ = hold(workspace, [*BEGIN[:-1], "/j card_equipment", "设备科长", "/s"])
    status = [line for line in script.shown if "还有" in line and "屏" in line][-1]
    assert "· 一厂 " in status
    assert width(status) <= 78


def test_a_list_is_answered_for_each_site_on_one_line_and_a_judgement_gives_a_reason_for_each(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        workspace.change_firm(CODE, subjects=SITES)
        talk = [*BEGIN[:-1], "/j replicable", "生产副总", "1=1|0", "同类厂能照做", "没有系统"]
        script, _ = hold(workspace, talk)
        answers = workspace.answers(CODE).answers
    found = [(answers[site, "replicable"].value, answers[site, "replicable"].note) for site in ("p1", "p2")]
    assert found == [("holds", "同类厂能照做"), ("fails", "没有系统")]
    assert "（一厂、二厂：一样答一次；不一样用 | 分开写 2 个，如 1|0）" in script.shown
    assert "（二厂）”判断的依据" in script.prompts[-2]


def test_a_photo_given_to_an_earlier_answer_of_a_site_is_cited_there(tmp_path: Path) -> None:
    (tmp_path / "收件").mkdir()
    write(tmp_path / "收件" / "IMG_1.jpg", jpeg(picture(800, 600), personal_exif(taken="2026:06:30 09:10:00")))
    with workspace_of(tmp_path / "w") as workspace:
        workspace.change_firm(CODE, subjects=SITES)
        first = ["/j card_equipment", "设备科长", "1|1", "", "/u", "/i", "2", ""]
        hold(workspace, [*BEGIN[:-1], *first], inbox=tmp_path / "收件")
        answers = workspace.answers(CODE).answers
    assert [key for key, each in answers.items() if each.evidence] != []


def test_sites_that_differ_are_asked_one_by_one_on_one_page(tmp_path: Path) -> None:
    sites = (Subject("p1", "site", "一厂"), Subject("p2", "site", "二厂"))
    with workspace_of(tmp_path) as workspace:
        workspace.change_firm(CODE, subjects=sites)
        script, _ = hold(workspace, [*BEGIN[:-1], "/j 工厂内网", "信息主管", "/s", "1 2", "0"])
        answers = workspace.answers(CODE).answers
    assert answers["p1", "network_connected_areas"].value == ("design", "process")
    assert answers["p2", "network_connected_areas"].value == ("none",)
    assert script.text.count("厂里的内部网络") == 1


def test_a_table_broken_off_in_the_middle_goes_on_with_its_rows(tmp_path: Path) -> None:
    turning, grinding = "车削,是,是,20,12,12,4,8,6,0", "磨削,是,否,6,2,3,0,2,2,0"
    with workspace_of(tmp_path) as workspace:
        _, ended = hold(workspace, [*BEGIN, "/j 工序设备表", "设备科长", turning, "Ctrl-C"])
        script, _ = hold(
            workspace,
            ["", "/j 工序设备表", "设备科长", grinding, "改 1 数控设备=10", "/e", "设备台账", "2", "", "0", ""],
        )
        rows = workspace.answers(CODE).rows["equipment"]
    assert (ended.how, [row.values["nc"] for row in rows]) == ("stopped", [Fraction(10), Fraction(2)])
    assert [row.grade for row in rows] == [Grade.E3, Grade.E3]
    assert "车削" in script.text  # what was typed before the interruption is shown again


def test_an_empty_table_has_to_be_said_to_be_empty(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        hold(workspace, [*BEGIN, "/j 系统台账", "信息主管", "", "0", "", "1"])
        assert workspace.answers(CODE).rows["systems"] == ()


def test_the_next_assessment_opens_with_suggestions_that_one_key_confirms(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        hold(workspace, [*BEGIN, *OWNER, "0", "15"])
        workspace.open_assessment(CODE)
        script, _ = hold(workspace, [*BEGIN[:-1], "新任总经理", "."])  # the sites are known
        answers = workspace.answers(CODE).answers
    assert "（上次：" in script.text
    assert (answers["firm", "business_type"].value, answers["firm", "business_type"].by) == ("discrete", "新任总经理")
    assert ("firm", "district") not in answers  # a suggestion that nobody confirmed does not count


def test_rows_of_last_time_that_may_not_stand_are_not_taken_over_and_that_is_said(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        with workspace.recording(CODE) as record:  # as a release without a judge kept them
            for end in (date(2026, 1, 9), date(2023, 1, 9)):
                values: dict[str, AnswerValue] = {
                    "name": "云ERP", "category_item": "app_mgmt", "start_date": date(2024, 1, 10), "end_date": end,
                }  # fmt: skip
                record.append(
                    "row_added", {"table": "systems", **to_json(Row(values=values, subject="firm")), "source": ""}
                )
        workspace.open_assessment(CODE)
        script, _ = hold(workspace, [*BEGIN, "/j 系统台账", "信息主管", ""])
        rows = workspace.answers(CODE).rows["systems"]
    assert [each.values["end_date"] for each in rows] == [date(2026, 1, 9)]
    assert "上次的一行没有照抄：系统台账里结束日期 2023-01-09 早于开始日期 2024-01-10" in script.text


def test_what_may_not_stand_is_said_at_the_prompt_and_nothing_is_kept(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, "/j 工序设备表", "设备科长"])
        wrong = script.checks[-1]("机加工,1,,10,,,,20,,")
        assert "equipment" not in workspace.answers(CODE).rows
    assert wrong == "已联网设备 20 大于生产设备总数 10"


def test_review_lists_what_was_answered_and_leads_to_it_by_number(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *OWNER, "0", "15", "/r", "1", "1"])
        assert workspace.answers(CODE).answers["firm", "business_type"].value == "process"
    assert "生产类型：离散型（E1）" in script.text


def test_help_is_paged_and_names_every_order(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *OWNER, ALONE, "?", "", "", "0"])
        assert ("firm", "business_type") in workspace.answers(CODE).answers
    assert "怎么算：" in script.text
    assert "/na" in script.text
    assert {"回车看下一页", "回车返回"} <= set(script.prompts)


def test_an_optional_section_can_be_opened_by_a_jump(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *OWNER, "/j", "", "23"])
    assert "可选：" in script.text


def test_the_levels_so_far_are_shown_with_their_bounds(tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        script, _ = hold(workspace, [*BEGIN, *OWNER, "/v"])
    assert "综合等级：未达一级 到 协同级，评分 0–100" in script.text


@pytest.mark.parametrize("leave", ["Ctrl-C", "/q"])
def test_every_confirmed_answer_is_there_after_leaving(leave: str, tmp_path: Path) -> None:
    with workspace_of(tmp_path) as workspace:
        _, ended = hold(workspace, [*BEGIN, *OWNER, "0", "15", leave])
    with workspace_of(tmp_path) as workspace:
        answers = workspace.answers(CODE).answers
    assert ended.how == "stopped"
    assert {("firm", "business_type"), ("firm", "district")} <= set(answers)
