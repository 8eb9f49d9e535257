"""When a round's phases and meetings are, and by when what is due."""

import datetime as dt
from dataclasses import dataclass

from xuncha_docs.errors import Location
from xuncha_docs.library.supplied import missing, must, placed

DEADLINES = (
    "对象建议回复",
    "抽调人员回复",
    "情况通报回复",
    "调阅资料提供",
    "自查报告报送",
    "公告张贴",
    "巡察报告报送",
    "整改方案报送",
    "整改进展月报",
    "集中整改期限",
    "整改情况报告报送",
    "整改提醒函回复",
    "巡察建议回复",
    "反馈情况回告",
    "通报自查报送",
    "材料移交归档",
)
"""The names under which the shipped templates look for time limits; the limits themselves are the office's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """The first and the last day of something."""

    start: dt.date | None = missing("开始日期")
    end: dt.date | None = missing("结束日期")
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class PhaseDates:
    """When each phase runs."""

    preparation: Span | None = missing("准备阶段起止日期")
    entry: Span | None = missing("进驻阶段起止日期")
    fieldwork: Span | None = missing("了解阶段起止日期")
    reporting: Span | None = missing("报告阶段起止日期")
    feedback: Span | None = missing("反馈阶段起止日期")
    handover: Span | None = missing("移交阶段起止日期")
    rectification: Span | None = missing("整改阶段起止日期")
    archive: Span | None = missing("归档阶段起止日期")


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment:
    """When and where people come together."""

    date: dt.date | None = missing("日期")
    time: str | None = missing("时间")
    place: str | None = missing("地点")
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """When and where a meeting is held, and who runs it."""

    date: dt.date | None = missing("日期")
    time: str | None = missing("时间")
    place: str | None = missing("地点")
    host: str | None = missing("主持人")
    speaker: str | None = missing("讲话人")
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A time limit with its source; never built into the product."""

    name: str = must("时限事项")
    value: str = must("时限")
    source: str | None = missing("时限依据")
    location: Location = placed()
