"""A round as plain values: private casework that comes from round.yaml and never enters the knowledge base.

Each field carries its Chinese label, so that a value the office has not supplied prints as 【待补：label】.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from xuncha_docs.errors import NOWHERE, Location


def _missing(label: str) -> Any:
    """A field that may be left out; prints as 【待补：label】 where a template needs it."""
    return field(default=None, metadata={"label": label})


def _many(label: str) -> Any:
    """A list that may be left out."""
    return field(default=(), metadata={"label": label})


def _must(label: str) -> Any:
    """A field without which the round cannot be read."""
    return field(metadata={"label": label})


class Phase(StrEnum):
    """The phases of a round, in order."""

    PREPARATION = "preparation"
    ENTRY = "entry"
    FIELDWORK = "fieldwork"
    REPORTING = "reporting"
    FEEDBACK = "feedback"
    HANDOVER = "handover"
    RECTIFICATION = "rectification"
    ARCHIVE = "archive"


class InspectionKind(StrEnum):
    """常规、专项、机动、回头看."""

    ROUTINE = "常规"
    SPECIAL = "专项"
    FLEXIBLE = "机动"
    REVISIT = "回头看"


class Organisation(StrEnum):
    """直接、提级、交叉、联动."""

    DIRECT = "直接"
    ELEVATED = "提级"
    CROSS = "交叉"
    JOINT = "联动"


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    """Who approved the round, and when."""

    body: str | None = _missing("批准机关")
    date: dt.date | None = _missing("批准日期")


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """The first and the last day of something."""

    start: dt.date | None = _missing("开始日期")
    end: dt.date | None = _missing("结束日期")


@dataclass(frozen=True, kw_only=True, slots=True)
class PhaseDates:
    """When each phase runs."""

    preparation: Span | None = _missing("准备阶段起止日期")
    entry: Span | None = _missing("进驻阶段起止日期")
    fieldwork: Span | None = _missing("了解阶段起止日期")
    reporting: Span | None = _missing("报告阶段起止日期")
    feedback: Span | None = _missing("反馈阶段起止日期")
    handover: Span | None = _missing("移交阶段起止日期")
    rectification: Span | None = _missing("整改阶段起止日期")
    archive: Span | None = _missing("归档阶段起止日期")


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentNumbers:
    """发文字号, by document."""

    plan: str | None = _missing("实施方案文号")
    division: str | None = _missing("分工方案文号")
    announcement: str | None = _missing("巡察公告文号")
    notice: str | None = _missing("进驻通知文号")
    letter: str | None = _missing("商请通报函文号")
    feedback: str | None = _missing("反馈意见文号")
    report: str | None = _missing("巡察报告文号")


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A time limit with its source; never built into the product."""

    name: str = _must("时限事项")
    value: str = _must("时限")
    source: str | None = _missing("时限依据")


@dataclass(frozen=True, kw_only=True, slots=True)
class Signatory:
    """Who signs what."""

    document: str = _must("签发文书")
    name: str | None = _missing("签发人")
    post: str | None = _missing("签发人职务")


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """How many units of one type the term has, and how many of them have been inspected."""

    type: str = _must("单位类型")
    units: int = _must("应巡察数")
    inspected: int = _must("已巡察数")


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundFacts:
    """The round itself."""

    id: str = _must("轮次编号")
    term: str | None = _missing("届次")
    ordinal: str | None = _missing("轮次")
    name: str | None = _missing("本轮巡察名称")
    authority: str = _must("派出巡察的党组织")
    approval: Approval = field(default=Approval(), metadata={"label": "批准"})
    document_numbers: DocumentNumbers = field(default=DocumentNumbers(), metadata={"label": "文号"})
    leading_group: str | None = _missing("巡察工作领导小组名称")
    office: str | None = _missing("巡察办名称")
    office_contact: str | None = _missing("巡察办联系人")
    office_phone: str | None = _missing("巡察办联系电话")
    framework: str = _must("监督框架")
    phases: PhaseDates = field(default=PhaseDates(), metadata={"label": "阶段日期"})
    as_of: dt.date = _must("法规基准日")
    deadlines: tuple[Deadline, ...] = _many("时限")
    recipients: tuple[str, ...] = _many("商请通报的部门")
    signatories: tuple[Signatory, ...] = _many("签发人")
    archive_codes: tuple[str, ...] = _many("归档代码")
    confidentiality: str | None = _missing("密级")
    coverage: tuple[Coverage, ...] = _many("本届全覆盖进度")
    sample: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A member of a team."""

    name: str = _must("姓名")
    unit: str | None = _missing("工作单位")
    post: str | None = _missing("职务")
    role: str = _must("组内职务")
    recusals: tuple[str, ...] = _many("回避单位")


@dataclass(frozen=True, kw_only=True, slots=True)
class Team:
    """One inspection team."""

    number: int = _must("组号")
    name: str = _must("巡察组名称")
    members: tuple[Person, ...] = _many("组员")
    party_branch: str | None = _missing("临时党支部")
    phone: str | None = _missing("值班电话")
    hours: str | None = _missing("受理时间")
    mailbox: str | None = _missing("邮政信箱")
    address: str | None = _missing("驻地地址")
    email: str | None = _missing("电子邮箱")
    visit_room: str | None = _missing("来访接待地点")
    acceptance: Span = field(default=Span(), metadata={"label": "受理起止日期"})


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitDuty:
    """One duty of this unit, as its own documents put it."""

    text: str = _must("职责内容")
    source: str | None = _missing("职责来源")


@dataclass(frozen=True, kw_only=True, slots=True)
class Leader:
    """One member of the unit's leadership."""

    name: str = _must("姓名")
    post: str = _must("职务")
    in_charge_of: str | None = _missing("分管工作")
    since: dt.date | None = _missing("任职时间")
    must_interview: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Finance:
    """One year's money, in 万元."""

    year: int = _must("年度")
    budget: str | None = _missing("预算收入（万元）")
    spending: str | None = _missing("支出（万元）")
    projects: str | None = _missing("项目支出（万元）")
    three_public: str | None = _missing("“三公”经费（万元）")


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """One project of the unit."""

    name: str = _must("项目名称")
    year: str | None = _missing("实施年度")
    amount: str | None = _missing("金额（万元）")
    state: str | None = _missing("进展")


@dataclass(frozen=True, kw_only=True, slots=True)
class Oversight:
    """What a department answered when asked about this unit."""

    department: str = _must("通报部门")
    requested: dt.date | None = _missing("商请日期")
    due: dt.date | None = _missing("要求回复日期")
    replied: dt.date | None = _missing("回复日期")
    item: str | None = _missing("通报内容")
    level: str | None = _missing("问题性质")
    may_quote: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierFinding:
    """A problem of this unit found before, in the source's own words."""

    source: str = _must("来源")
    date: dt.date | None = _missing("提出时间")
    text: str = _must("问题原文")
    status: str | None = _missing("整改状态")


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """A policy that binds this unit's work."""

    title: str = _must("政策名称")
    number: str | None = _missing("文号")
    date: dt.date | None = _missing("印发日期")
    requirement: str | None = _missing("主要要求")
    basis: str | None = _missing("条款")
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Focus points that people put in or left out, with the reason."""

    pin: tuple[str, ...] = _many("指定的监督重点")
    exclude: tuple[str, ...] = _many("排除的监督重点")
    reason: str | None = _missing("指定或排除的理由")


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Only counts: no transcript, no name, no lead ever stands in a round file."""

    interviews: int | None = _missing("谈话人次")
    meetings: int | None = _missing("座谈会次数")
    surveys: int | None = _missing("问卷份数")
    documents: int | None = _missing("查阅资料份数")
    visits: int | None = _missing("走访次数")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """How many chose one option."""

    option: str = _must("选项")
    count: int = _must("人数")


@dataclass(frozen=True, kw_only=True, slots=True)
class SurveyQuestion:
    """One question of a survey with the number of each answer."""

    text: str = _must("题目")
    answers: tuple[Answer, ...] = _many("各选项人数")


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """The counts of an anonymous survey or appraisal; never who answered what."""

    name: str = _must("测评或问卷名称")
    distributed: int = _must("发出份数")
    returned: int = _must("收回份数")
    questions: tuple[SurveyQuestion, ...] = _many("题目")


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far rectification has come by the end of a month; counts and 万元 since its beginning."""

    month: str = _must("月份")
    problems: int = _must("反馈问题数")
    done: int = _must("已完成数")
    red: int = field(default=0, metadata={"label": "红灯"})
    yellow: int = field(default=0, metadata={"label": "黄灯"})
    recovered: str | None = _missing("追缴退还（万元）")
    rules: int = field(default=0, metadata={"label": "修订制度（项）"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """An inspected unit; the inspected subject is its party organisation."""

    id: str = _must("单位编号")
    team: int = _must("承担巡察组")
    party_organisation: str = _must("被巡察党组织全称")
    name: str = _must("单位全称")
    short_name: str = _must("单位简称")
    type: str = _must("单位类型")
    subtype: str | None = _missing("单位细类")
    kind: InspectionKind = field(default=InspectionKind.ROUTINE, metadata={"label": "巡察类型"})
    organisation: Organisation = field(default=Organisation.DIRECT, metadata={"label": "组织方式"})
    county: str | None = _missing("所在县区")
    superior: str | None = _missing("上级主管部门")
    period: Span = field(default=Span(), metadata={"label": "巡察覆盖时段"})
    presence: Span = field(default=Span(), metadata={"label": "驻点起止日期"})
    duties: tuple[UnitDuty, ...] = _many("主要职能")
    offices: tuple[str, ...] = _many("内设机构")
    subsidiaries: tuple[str, ...] = _many("下属单位")
    leadership: tuple[Leader, ...] = _many("领导班子")
    headcount: int | None = _missing("人数")
    finance: tuple[Finance, ...] = _many("收支情况")
    projects: tuple[Project, ...] = _many("重点项目")
    contact: str | None = _missing("联络员")
    contact_phone: str | None = _missing("联络员电话")
    venue: str | None = _missing("驻点与谈话地点")
    oversight: tuple[Oversight, ...] = _many("综合监督信息")
    earlier_findings: tuple[EarlierFinding, ...] = _many("以往发现问题")
    policies: tuple[Policy, ...] = _many("相关政策")
    selection: Choice = field(default=Choice(), metadata={"label": "人工选择"})
    counts: Counts = field(default=Counts(), metadata={"label": "工作量统计"})
    surveys: tuple[Survey, ...] = _many("测评和问卷结果")
    progress: tuple[Progress, ...] = _many("整改进展")


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """A round with its teams and units, as round.yaml holds them."""

    round: RoundFacts = _must("本轮巡察")
    teams: tuple[Team, ...] = _must("巡察组")
    units: tuple[Unit, ...] = _must("被巡察单位")
    policies: tuple[Policy, ...] = _many("本轮政策清单")
    selection: Choice = field(default=Choice(), metadata={"label": "人工选择"})
    location: Location

    def units_of(self, team: Team) -> tuple[Unit, ...]:
        """The units of one team, in file order."""
        return tuple(unit for unit in self.units if unit.team == team.number)
