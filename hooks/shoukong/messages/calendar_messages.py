"""Messages about working days."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, WARNING, Entry

CALENDAR_MESSAGES: Mapping[str, Entry] = {
    "calendar-year": Entry(
        WARNING,
        "「{id}」用到 {problem} 年的工作日，而日历没有这一年，结果暂缺",
        "核对日期；确是这一年的，运行 shoukong calendar add 写入它的放假安排",
        "“{id}” needs the working days of {problem}, which the calendar does not cover; its result is missing",
        "check the date; where that year is meant, write its days with shoukong calendar add",
    ),
    "calendar-provisional": Entry(
        WARNING,
        "{year} 年的放假安排还没有：用到该年工作日的期限与结果只按周末推算，是暂定的",
        "通知公布后运行 shoukong calendar add，写入放假和调休的日子",
        "the holidays of {year} are not known yet: what counts its working days is provisional, by weekends only",
        "write the notice with shoukong calendar add once it is out",
    ),
    "calendar-twice": Entry(
        ERROR,
        "{day} 已写在 {first}",
        "留下正确的一处：一天不是放假就是上班，只写一次",
        "{day} is named at {first} already",
        "keep the right one: a day is free or worked, and named once",
    ),
    "calendar-idle": Entry(
        WARNING,
        "{day} 不写也是这样：周末本来休息，平日本来上班",
        "核对日期，或删去这一天",
        "{day} is as it would be anyway: weekends are free, weekdays are worked",
        "check the date, or delete it",
    ),
    "calendar-empty": Entry(
        ERROR,
        "{year} 年没有写放假的日子",
        "按公布的放假安排补上 off",
        "no free day is named for {year}",
        "fill in off from the official notice",
    ),
    "calendar-gap": Entry(
        ERROR,
        "有 {year} 年的放假安排，却没有 {missing} 年的",
        "先写 calendar/{missing}.yaml",
        "there is a calendar of {year} but none of {missing}",
        "write calendar/{missing}.yaml first",
    ),
    "calendar-day": Entry(
        ERROR,
        "「{day}」不是 {year} 年的日期",
        "写成 {year}-MM-DD，只写这一年的日期",
        "“{day}” is no day of {year}",
        "write it as {year}-MM-DD, and only days of that year",
    ),
}
