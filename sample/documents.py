"""Document control: change requests, approvals, readings, reviews, looks at links, copies, sources from outside."""

import datetime

from sample.world import LAST_DAY, Row, World, days, known, next_workday, workdays_after
from shoukong.control.life import months_after
from shoukong.control.reading import must_read
from shoukong.control.staff import Person, PostHeld
from shoukong.document import Document
from shoukong.edition import Edition

Day = datetime.date
HEADS = {
    "营销部": "营销部经理",
    "酒店部": "酒店部经理",
    "行政人事部": "行政人事部经理",
    "质量控制小组": "质量控制小组组长",
    "技术部": "技术部经理",
    "财务部": "财务部经理",
    "总经理室": "总经理助理",
}
WITHDRAWN = "WY-GC-06"
WITHDRAWN_ON = Day(2026, 3, 1)
# day, title, reason, impact, effective, retraining, department, decision, and the items:
# (subject, action, clause, proposal, from, to)
CHANGES = (
    (
        Day(2025, 5, 12),
        "更改申请单可以一次提出几份文件",
        "一个原因常要改几份文件，一份一单看不出全貌",
        "文件管理员改用新表，旧表不重抄",
        Day(2025, 7, 1),
        "不需要",
        "行政人事部",
        "同意更改",
        (("WY-JL-003", "修订", "全文", "申请单写原因、影响与实施日期，逐份更改另列明细", "A/0", "B/0"),),
    ),
    (
        Day(2025, 7, 7),
        "报修规程写清进门与收尾的做法",
        "顾客反映维修后现场没有清理",
        "只改文字，做法与培训教材一致",
        Day(2025, 8, 1),
        "不需要",
        "物业部",
        "同意更改",
        (("WY-GC-01", "修订", "4.3.3", "写明鞋套、垫布与收尾", "A/0", "A/1"),),
    ),
    (
        Day(2025, 8, 4),
        "补充电话与投诉接待的例句",
        "新员工说不好拒绝与安抚的话",
        "只加例句",
        Day(2025, 9, 1),
        "不需要",
        "行政人事部",
        "同意更改",
        (("WY-GF-01", "修订", "6.7", "补充例句", "A/0", "A/1"),),
    ),
    (
        Day(2025, 9, 1),
        "投诉规程统一用词",
        "接待与保密的写法不够具体",
        "只改文字",
        Day(2025, 10, 1),
        "不需要",
        "物业部",
        "同意更改",
        (("WY-GC-02", "修订", "4.1.2", "写明由两人接待与保密的对象", "A/0", "A/1"),),
    ),
    (
        Day(2025, 9, 8),
        "澄清二楼小会议室半天最低价",
        "折扣写作五折，列明的价格为 300 元，两者不符",
        "会议接待报价",
        None,
        "阅读签收",
        "营销部",
        None,
        (("WY-CX-04", "修订", "2.1.5.2", "由总经理确定以哪一个为准", "A/0", None),),
    ),
    (
        Day(2026, 1, 16),
        "夜间报修写入规程",
        "夜间前台无人值守，临时办法试行一年，办法可行",
        "保安领班夜间登记；报修单加栏目；临时办法作废",
        Day(2026, 3, 1),
        "培训后签收",
        "物业部",
        "同意更改",
        (
            ("WY-GC-01", "修订", "4.1.1", "夜间由保安领班登记并派值班维修工，缩短接听与派工时间", "A/1", "B/0"),
            ("WY-JL-009", "修订", "全文", "夜间登记的开头写“夜间”；加紧急情形、约定时间、报价与费用明细", "A/0", "B/0"),
            (WITHDRAWN, "作废", "全文", "内容已写入报修工作规程", "A/0", None),
        ),
    ),
    (
        Day(2026, 3, 16),
        "征询表增加网上填写",
        "回收率偏低",
        "须增加系统",
        None,
        "阅读签收",
        "物业部",
        "不予更改",
        (("WY-CX-02", "修订", "4.1.1", "征询表可以网上填写", "A/0", None),),
    ),
    (
        Day(2026, 4, 13),
        "投诉首次答复缩短为一个工作日",
        "顾客反映首次答复太慢，匿名投诉没有下文",
        "管理处值班安排；告示栏张贴",
        Day(2026, 6, 1),
        "阅读签收",
        "物业部",
        "同意更改",
        (("WY-GC-02", "修订", "4.3.1", "缩短首次答复与到场时间，匿名投诉以告示答复", "A/1", "B/0"),),
    ),
    (
        Day(2026, 10, 12),
        "服务用语增加网上接待",
        "线上看房与视频接洽增多，电话等候偏久",
        "每年培训两次，培训教材同时更新",
        Day(2027, 1, 1),
        "培训后签收",
        "行政人事部",
        "同意更改",
        (("WY-GF-01", "修订", "11", "增加网上与视频接待，缩短等候与回电时间", "A/1", "B/0"),),
    ),
)
# Sources as they are published; the contract is a sample.
SOURCES = (
    (
        "物业管理条例",
        "法律法规",
        "国务院",
        "国务院令第 698 号修订（待核实）",
        Day(2018, 3, 19),
        "公司共享目录/法规",
        "WY-CX-01#4、WY-CX-05#4.1、WY-CX-05#4.2",
        "物业部",
    ),
    (
        "住宅室内装饰装修管理办法",
        "法律法规",
        "住房和城乡建设部",
        "建设部令第 110 号，2011 年修正",
        Day(2011, 1, 26),
        "公司共享目录/法规",
        "WY-CX-03#1、WY-CX-03#2、WY-CX-03#9",
        "管理处",
    ),
    (
        "中华人民共和国个人信息保护法",
        "法律法规",
        "全国人民代表大会常务委员会",
        "主席令第 91 号",
        Day(2021, 11, 1),
        "公司共享目录/法规",
        "WY-CX-09#5.6",
        "行政人事部",
    ),
    (
        "质量管理体系 要求",
        "标准规范",
        "国家质量监督检验检疫总局、国家标准化管理委员会",
        "GB/T 19001—2016",
        Day(2017, 7, 1),
        "文件柜 1 号（有版权，不公布）",
        "WY-CX-06#4、WY-CX-07#4、WY-CX-08#4、WY-CX-09#4、WY-CX-10#4、WY-CX-11#4、WY-CX-12#4",
        "行政人事部",
    ),
    (
        "中华人民共和国民法典",
        "法律法规",
        "全国人民代表大会",
        "主席令第 45 号",
        Day(2021, 1, 1),
        "公司共享目录/法规",
        "WY-CX-05#4.1、WY-CX-05#4.2、WY-GC-01#4.5",
        "物业部",
    ),
    (
        "中华人民共和国消防法",
        "法律法规",
        "全国人民代表大会常务委员会",
        "2021 年 4 月 29 日修正",
        Day(2021, 4, 29),
        "公司共享目录/法规",
        "WY-GC-08#5、WY-GC-08#6",
        "管理处",
    ),
    (
        "中华人民共和国特种设备安全法",
        "法律法规",
        "全国人民代表大会常务委员会",
        "主席令第 4 号",
        Day(2014, 1, 1),
        "公司共享目录/法规",
        "WY-GC-07#4.3",
        "技术部",
    ),
    (
        "信息安全技术 个人信息安全规范",
        "标准规范",
        "国家市场监督管理总局、国家标准化管理委员会",
        "GB/T 35273—2020",
        Day(2020, 10, 1),
        "文件柜 1 号（有版权，不公布）",
        "WY-CX-09#5.6",
        "行政人事部",
    ),
    (
        "会计档案管理办法",
        "法律法规",
        "财政部、国家档案局",
        "财政部、国家档案局令第 79 号（实施日期待核实）",
        Day(2016, 1, 1),
        "公司共享目录/法规",
        "WY-CX-09#5.4",
        "财务部",
    ),
    (
        "云杉苑物业服务合同",
        "合同协议",
        "云杉苑业主委员会",
        "2025 年版",
        Day(2025, 1, 1),
        "财务部档案室",
        "WY-CX-01#4.3、WY-CX-05#4.1.4",
        "物业部",
    ),
)


def tell(world: World) -> None:
    """What the rulebook asks of documents, from the first approval on."""
    _changes(world)
    approved = _approvals(world)
    _acknowledgements(world, approved)
    _reviews(world)
    _looks(world)
    _copies(world)
    _external(world)


def _post(world: World, post: str) -> str:
    return world.staff(post=post)[0]


def _head(world: World, department: str) -> str:
    return _post(world, HEADS.get(department, "物业部经理"))


def _changes(world: World) -> None:
    for asked, title, reason, impact, effective, retraining, department, decision, items in CHANGES:
        decided = workdays_after(asked, 6)
        is_done = effective is not None and effective <= LAST_DAY
        number = world.add(
            "document_change_requests",
            asked,
            title=title,
            reason=reason,
            impact=impact,
            effective_on=effective,
            retraining=retraining,
            department=department,
            requested_by=_head(world, department),
            requested_on=asked,
            decision=decision,
            decided_by=_post(world, "管理者代表") if decision else None,
            decided_on=decided if decision else None,
            decision_reason="系统费用没有列入本年预算，改为上门补收" if decision == "不予更改" else None,
            closed_on=effective if is_done else workdays_after(decided, 5) if decision == "不予更改" else None,
        )
        if decision is None:
            world.plant("X9-03", "document_change_requests", number)
        for subject, action, clause, proposal, before, after in items:
            world.add(
                "document_change_items",
                asked,
                change_no=number,
                proposed_on=asked,
                subject=subject,
                action=action,
                clause_no=clause,
                proposal=proposal,
                from_revision=before,
                to_revision=after,
            )


def _approvals(world: World) -> dict[tuple[str, str], Day]:
    """Every text was approved before its effective date, the first ones in December 2024; the days of approval."""
    first = [t for texts in world.portal.texts.values() for t in texts if str(t.revision) == "A/0"]
    begun = sorted((t for t in first if t.subject != WITHDRAWN), key=lambda t: t.subject)
    starts = [(next_workday(Day(2024, 12, 2) + days(i // 5)), t) for i, t in enumerate(begun)]
    later = [t for texts in world.portal.texts.values() for t in texts if t not in begun]
    starts += [(next_workday(_asked(world, t)), t) for t in later]
    approved: dict[tuple[str, str], Day] = {}
    rows: list[tuple[Day, Edition, str, Day | None]] = [(day, text, "", None) for day, text in starts]
    withdrawn = next(t for t in first if t.subject == WITHDRAWN)
    rows.append((next_workday(Day(2026, 2, 2)), withdrawn, "作废", WITHDRAWN_ON))
    for day, text, kind, ends in sorted(rows, key=lambda row: (row[0], row[1].subject)):
        approved[text.subject, kind or str(text.revision)] = _approve(world, day, text, kind, ends)
    return approved


def _asked(world: World, text: Edition) -> Day:
    """The day on which a later text was ready: some days after the request for it was granted."""
    item = _item(world, text.subject, str(text.revision))
    request = world.row("document_change_requests", str(item["change_no"])) if item else {}
    granted = request.get("decided_on")
    return granted + days(3) if isinstance(granted, Day) else text.effective_date - days(45)


def _item(world: World, subject: str, revision: str | None) -> Row | None:
    rows = world.rows["document_change_items"]
    return next((r for r in rows if r["subject"] == subject and r["to_revision"] == revision), None)


def _approve(world: World, day: Day, text: Edition, kind: str, ends: Day | None) -> Day:
    item = _item(world, text.subject, None if kind else str(text.revision))
    change = world.row("document_change_requests", str(item["change_no"])) if item else None
    approved_on = workdays_after(day, 4)
    is_first = item is None
    world.add(
        "document_approvals",
        day,
        subject=text.subject,
        revision=str(text.revision),
        digest=text.digest,
        prepared_by=_post(world, "文件管理员") if text.is_form else _head(world, text.owner),
        prepared_on=day,
        reviewed_by=_post(world, "管理者代表"),
        reviewed_on=workdays_after(day, 2),
        approved_by=_post(world, "总经理"),
        approved_on=approved_on,
        change_kind=kind or ("新订" if is_first else "主要修订" if text.revision.values[-1] == 0 else "次要修订"),
        reason="建立文件与记录的受控管理" if change is None else change["reason"],
        impact="无" if change is None else change["impact"],
        change_no=None if change is None else change["change_no"],
        withdrawn_on=ends,
    )
    return approved_on


def _people(world: World) -> list[Person]:
    return [
        Person(str(row["staff_no"]), "", None, None, (_held(row),))
        for row in world.rows["posts_held"]
        if row.get("until") is None
    ]


def _held(row: Row) -> PostHeld:
    return PostHeld(str(row["post"]), str(row["department"]), (str(row.get("project") or ""),), None, None)


# Who has not signed yet, as places in the list of readers: (document, revision) to positions.
MISSING = {
    ("WY-GC-02", "B/0"): (6, 21),
    ("WY-GC-01", "B/0"): (9,),
    ("WY-CX-03", "A/0"): (4,),
    ("WY-GF-01", "B/0"): tuple(range(9, 60)),
}


def _acknowledgements(world: World, approved: dict[tuple[str, str], Day]) -> None:
    """Everyone read what applies to him, when it was new or changed in substance; a few have not."""
    people, told = _people(world), []
    for subject, texts in sorted(world.portal.texts.items()):
        for text in texts:
            whole = world.portal.whole(text)
            if not isinstance(whole, Document) or text.revision.values[-1] != 0:
                continue
            first = min(text.effective_date, Day(2026, 11, 9))
            readers = [p.number for p in people if must_read(p, whole.audience, first)]
            for i, reader in enumerate(readers):
                if i not in MISSING.get((subject, str(text.revision)), ()):
                    day = next_workday(max(first, approved[subject, str(text.revision)]) + days(i // 6))
                    told.append((day, subject, str(text.revision), reader))
    for day, subject, revision, reader in sorted(told):
        if day <= LAST_DAY:
            world.add(
                "document_acknowledgements", day, subject=subject, revision=revision, staff_no=reader, read_on=day
            )


def _reviews(world: World) -> None:
    told = (
        (Day(2025, 12, 22), "WY-GC-05", "A/0", "物业部经理", "一年内巡查记录齐全，违规判定没有争议，时限做得到"),
        (Day(2025, 12, 26), "WY-GC-08", "A/0", "物业部经理", "演练与本年的事件都按预案处置，联系人与阀门位置已核对"),
        (Day(2026, 6, 18), "WY-GC-04", "A/0", "质量控制小组组长", "检验项目与现行服务一致，抽样数够用"),
        (Day(2026, 11, 10), "WY-CX-01", "A/0", "物业部经理", "法规没有变化，投诉与回访的时限做得到"),
        (Day(2026, 11, 16), "WY-CX-03", "A/0", "物业部经理", "装修管理办法没有换版，三个工作日的审查期可行"),
    )
    for day, subject, revision, post, grounds in told:
        world.add(
            "document_reviews",
            day,
            subject=subject,
            revision=revision,
            reviewed_by=_post(world, post),
            reviewed_on=day,
            outcome="继续有效",
            grounds=grounds,
        )


def _looks(world: World) -> None:
    """After a major revision, whoever refers to the changed clauses looks whether his own text still holds."""
    training = "服务文明礼貌用语与岗位规程"
    told = (
        (Day(2026, 3, 3), "WY-CX-01", "WY-GC-01", "B/0", "无须更改", "本程序没有写报修的时限"),
        (Day(2026, 3, 4), training, "WY-GC-01", "B/0", "已一并更改", "教材已加入夜间登记"),
        (Day(2026, 6, 3), "WY-CX-01", "WY-GC-02", "B/0", "无须更改", "本程序只写必须登记与回访"),
        (Day(2025, 7, 2), "WY-CX-09", "WY-JL-003", "B/0", "已一并更改", "4.6.1 已写明一份申请可以提出几份文件"),
        (Day(2026, 6, 4), "WY-CX-02", "WY-GC-02", "B/0", "无须更改", "只引用投诉的登记"),
        (Day(2026, 11, 18), "WY-CX-01", "WY-GF-01", "B/0", "无须更改", "没有写等候与回电的时间"),
        (Day(2026, 11, 18), "WY-CX-03", "WY-GF-01", "B/0", "无须更改", "只引用礼貌用语"),
        (Day(2026, 3, 4), "WY-GC-07", "WY-GC-01", "B/0", "无须更改", "只引用报修单"),
        (Day(2026, 3, 4), "WY-GC-08", "WY-GC-01", "B/0", "无须更改", "到场的时限由本规程另定"),
        (Day(2026, 11, 18), "WY-GC-09", "WY-GF-01", "B/0", "无须更改", "只引用为培训内容"),
        (Day(2026, 11, 18), "WY-GC-01", "WY-GF-01", "B/0", "无须更改", "电话接听的声数没有变"),
        (Day(2026, 11, 19), "WY-GC-03", "WY-GF-01", "B/0", "无须更改", "回访用语没有变"),
        (Day(2026, 11, 19), "WY-GC-05", "WY-GF-01", "B/0", "无须更改", "巡查用语没有变"),
        (Day(2026, 3, 4), "WY-GC-03", "WY-JL-009", "B/0", "无须更改", "回访所取的栏目没有变"),
        (Day(2026, 3, 4), "WY-GC-07", "WY-JL-009", "B/0", "无须更改", "只引用报修单"),
        (Day(2026, 6, 3), "WY-JL-010", "WY-GC-02", "B/0", "无须更改", "首次答复日期一栏已有"),
    )
    for day, referrer, subject, revision, outcome, note in told:
        world.add(
            "link_reviews",
            day,
            referrer=referrer,
            subject=subject,
            revision=revision,
            outcome=outcome,
            note=note,
            checked_by=_post(world, "物业部经理"),
            checked_on=day,
        )


def _copies(world: World) -> None:
    workers, guards = world.staff(post="维修工"), world.staff(post="保安领班")
    told = (
        ("WY-GC-01", "A/0", workers[0], "云杉苑维修班墙上", Day(2025, 1, 6), Day(2025, 8, 4), "交回换发"),
        ("WY-GC-01", "A/0", workers[2], "茉莉湾维修班墙上", Day(2025, 1, 6), Day(2025, 8, 5), "遗失注销"),
        ("WY-GC-06", "A/0", guards[0], "云杉苑门岗", Day(2025, 3, 3), Day(2026, 3, 2), "交回销毁"),
        ("WY-GC-01", "A/1", workers[0], "云杉苑维修班墙上", Day(2025, 8, 4), Day(2026, 3, 3), "交回换发"),
        ("WY-GC-02", "A/1", guards[1], "茉莉湾门岗", Day(2025, 10, 9), None, None),
        ("WY-GF-01", "A/1", world.staff(post="前厅接待员")[0], "酒店总台", Day(2025, 9, 2), None, None),
        ("WY-GC-01", "B/0", workers[0], "云杉苑维修班墙上", Day(2026, 3, 3), None, None),
        ("WY-GC-01", "B/0", workers[2], "茉莉湾维修班墙上", Day(2026, 3, 3), None, None),
    )
    for subject, revision, holder, place, issued, returned, kind in told:
        world.add(
            "controlled_copies",
            issued,
            subject=subject,
            revision=revision,
            holder=holder,
            kept_at=place,
            issued_by=_post(world, "文件管理员"),
            issued_on=issued,
            returned_on=returned,
            return_kind=kind,
        )


def _external(world: World) -> None:
    clerk = _post(world, "文件管理员")
    numbers = [
        world.add(
            "external_documents",
            Day(2025, 1, 6),
            title=title,
            external_kind=kind,
            issuer=issuer,
            edition=edition,
            effective_on=effective,
            kept_at=kept_at,
            clauses=clauses,
            department=department,
            registered_by=clerk,
            registered_on=Day(2025, 1, 6),
        )
        for title, kind, issuer, edition, effective, kept_at, clauses, department in SOURCES
    ]
    for round_ in range(3):
        day = next_workday(months_after(Day(2025, 6, 16), 6 * round_))
        for number in numbers if round_ < 2 else numbers[:-1]:  # the contract was forgotten last time
            world.add(
                "external_checks",
                day,
                external_no=number,
                checked_by=clerk,
                checked_on=known(day),
                result="没有变化",
                effect="无",
            )
