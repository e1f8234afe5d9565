"""Breaches that the weekly look at the check showed: when each was found, why it came about, and what was done."""

import datetime
from dataclasses import dataclass

from sample.answers import Answer, answer
from sample.world import HOTEL, World

Day = datetime.date


@dataclass(frozen=True, slots=True)
class Found:
    """One breach: its rule, the day on which it was found, what was told of it, and whose it is."""

    rule: str
    day: Day
    fact: str
    cause: str
    measure: str
    department: str
    post: str
    project: str | None = None
    is_closed: bool = True


# In the order in which the stories plant the breaches of one rule; those left out are seen for the first time now.
FOUND = (
    Found("R1-09", Day(2026, 11, 9), "维修工的岗位培训过期后仍在岗", "年度培训当日病假，事后没有列入补训",
          "停止单独派工，十二月五日补训考核；培训缺席当日列出补训日期", "管理处", "管理处经理", "YH", is_closed=False),
    Found("R1-11d", Day(2026, 4, 10), "第一次去电没有联系上，没有在限期内再次回访", "交接班时没有移交待回访清单",
          "待回访的每日交接时由领班核对", "管理处", "管理处经理", "ML"),
    Found("R1-12", Day(2026, 10, 9), "目录已停止的代订桶装水仍在办理", "目录更新后前台的旧价目牌没有换下",
          "目录停止的服务当日撤下价目牌，退还所收费用", "管理处", "管理处经理", "YH", is_closed=False),
    Found("R1-14b", Day(2026, 3, 2), "电梯困人到场迟延一事没有按期评审", "管理处经理误以为由维保单位自行处理",
          "外委服务事件登记时即约定评审日期", "管理处", "管理处经理", "ML"),
    Found("R2-03", Day(2026, 10, 19), "公司级调查计划由行政人事部经理审核", "管理者代表出差，误以为可以代审",
          "管理者代表出差前书面委托；计划单上印明审核人岗位", "行政人事部", "行政人事部经理", is_closed=False),
    Found("R2-04", Day(2025, 9, 22), "小区自办的调查没有报行政人事部备案", "第一次自办，不知道要备案",
          "自办调查的空白计划加印备案栏说明", "管理处", "管理处经理", "ML"),
    Found("R2-13", Day(2025, 10, 20), "报告所写满意率少算了补收的征询表", "补收的征询表没有并入汇总",
          "汇总改由门户按登记的评价算出，报告编制人核对", "行政人事部", "行政人事部经理"),
    Found("R2-15b", Day(2025, 12, 22), "统计分析报告没有分发到主管经理", "分发名单沿用旧表，缺少主管经理",
          "分发名单改为取自程序的规定，分发后逐一核对", "行政人事部", "行政人事部经理"),
    Found("R2-17", Day(2025, 12, 25), "一项不满意没有开出纠正措施单", "责任部门以为与上期同一事项不必再开",
          "每次报告后由行政人事部逐项核对开单", "管理处", "管理处经理", "ML"),
    Found("R2-18", Day(2026, 6, 29), "一项确定的不满意没有不合格报告", "核实与登记分由两人，登记人休假",
          "核实人当日登记", "管理处", "管理处经理", "ML"),
    Found("R4-04", Day(2026, 3, 9), "加床费低于规定", "沿用上年会议的优惠价", "旧协议的优惠价停用，加床费由系统带出",
          "营销部", "营销部经理", HOTEL),
    Found("R4-13", Day(2026, 3, 9), "加床的协议价低于底价", "报价没有对照收费表", "报价单列出底价，低于底价的不能打印",
          "营销部", "营销部经理", HOTEL),
    Found("R4-05", Day(2026, 1, 12), "预留房间超过约定数的上浮", "会务组口头加房，没有改协议", "加房一律先改协议再预留",
          "营销部", "营销部经理", HOTEL),
    Found("R4-05", Day(2026, 5, 20), "约定的房间空了三间，没有收取赔偿金", "结算时没有核对实住数",
          "离店结算单列出约定、实住与空房赔偿", "营销部", "营销部经理", HOTEL),
    Found("R4-14", Day(2026, 4, 8), "同一系统的含早餐标准间两次协议价不同", "签约前没有查以往的协议",
          "接洽登记时附上该系统以往的协议价", "营销部", "营销部经理", HOTEL),
    Found("R4-16", Day(2026, 8, 14), "不含早餐的标准间写了含早餐的标准价", "复制上一份协议没有改价",
          "明细由收费表带出，不再复制", "营销部", "营销部经理", HOTEL),
    Found("R4-21", Day(2026, 7, 6), "协议没有经总经理审核就分发", "总经理出差期间由接待员直接分发",
          "没有审核日期的会签表不得分发，出差期间书面授权", "营销部", "营销部经理", HOTEL),
    Found("R5-06", Day(2026, 7, 14), "六月底的拜访推迟到七月", "公司领导的日程没有提前约定",
          "每年五月与十一月先约定拜访日期", "物业部", "物业部经理", "ML"),
    Found("R5-07", Day(2026, 5, 13), "损益表晚报三天", "五一假期后才开始编制",
          "节假日前一日先编制草稿", "物业部", "物业部经理", "YH"),
    Found("R5-08", Day(2026, 3, 19), "三月没有安排接受质询与审计", "会计离职，交接时漏了这一项",
          "交接清单列入定期义务", "物业部", "物业部经理", "ML"),
    Found("R5-09", Day(2025, 8, 6), "第三季度的社区报刊没有报送", "印刷厂停工，没有改用其他办法",
          "印不出的先送电子版，纸质的补送", "物业部", "物业部经理", "YH"),
    Found("G5-02", Day(2026, 1, 28), "整改期满没有复查", "巡查员休假，没有指定替代的人",
          "整改期限列入巡查排班，休假前移交", "管理处", "管理处经理", "YH"),
    Found("G5-03", Day(2026, 2, 26), "节后复工的一周只巡查了一次", "复工当日没有通知巡查员",
          "复工须先到前台约定巡查，前台当日通知", "管理处", "管理处经理", "ML"),
    Found("X9-03", Day(2025, 9, 26), "更改申请逾期没有决定", "涉及费用，等预算会议时没有告知申请人",
          "到期前三日由文件管理员提醒，不能决定的先书面说明", "行政人事部", "行政人事部经理"),
)  # fmt: skip


def tell(world: World) -> None:
    """Answer what was found, each breach planted and not yet answered."""
    answered = {(row.get("rule"), row.get("breach_record")) for row in world.rows["nonconformities"]}
    waiting = [(rule, record) for rule, _, record in world.planted if (rule, record) not in answered]
    for found in sorted(FOUND, key=lambda found: found.day):
        record = next(record for rule, record in waiting if rule == found.rule)
        waiting.remove((found.rule, record))
        answer(world, found.day, _given(world, found, record))


def _given(world: World, found: Found, record: str) -> Answer:
    place = found.project if found.department == "管理处" else ""
    return Answer(
        rule=found.rule,
        record=record,
        fact=found.fact,
        cause=found.cause,
        measure=found.measure,
        department=found.department,
        responsible=world.staff(post=found.post, project=place or "")[0],
        project=found.project,
        is_closed=found.is_closed,
    )
