"""A round as plain values: private casework that comes from round.yaml and never enters the knowledge base.

Each field carries its Chinese label, so that a value the office has not supplied prints as 【待补：label】.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from xuncha_docs.errors import Location
from xuncha_docs.library.schedule import Appointment, Deadline, Meeting, PhaseDates, Span
from xuncha_docs.library.supplied import many, missing, must, placed


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

    body: str | None = missing("批准机关")
    date: dt.date | None = missing("批准日期")


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentNumbers:
    """发文字号, by document."""

    five_year_plan: str | None = missing("五年规划文号")
    annual_plan: str | None = missing("年度计划文号")
    consultation: str | None = missing("征求对象建议函文号")
    plan: str | None = missing("实施方案文号")
    division: str | None = missing("分工方案文号")
    establishment: str | None = missing("成立巡察组通知文号")
    authorisation: str | None = missing("授权任职决定文号")
    party_branch: str | None = missing("成立临时党支部通知文号")
    secondment: str | None = missing("抽调函文号")
    mobilisation: str | None = missing("动员部署会通知文号")
    letter: str | None = missing("商请通报函文号")
    announcement: str | None = missing("巡察公告文号")
    notice: str | None = missing("进驻通知文号")
    assistance: str | None = missing("提请协助函文号")
    report: str | None = missing("巡察报告文号")
    leader_report: str | None = missing("主要负责人专题报告文号")
    thematic_report: str | None = missing("专题报告文号")
    feedback: str | None = missing("反馈意见文号")
    feedback_superior: str | None = missing("向上级和主管部门反馈函文号")
    recommendation: str | None = missing("巡察建议书文号")
    circular: str | None = missing("通报文号")
    rectification: str | None = missing("整改通知文号")
    reminder: str | None = missing("整改提醒函文号")
    revisit: str | None = missing("“回头看”报告文号")


@dataclass(frozen=True, kw_only=True, slots=True)
class Signatory:
    """Who signs what."""

    document: str = must("签发文书")
    name: str | None = missing("签发人")
    post: str | None = missing("签发人职务")


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """How many units of one type the term has, and how many of them have been inspected."""

    type: str = must("单位类型")
    units: int = must("应巡察数")
    inspected: int = must("已巡察数")
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundFacts:
    """The round itself."""

    id: str = must("轮次编号")
    term: str | None = missing("届次")
    ordinal: str | None = missing("轮次")
    name: str | None = missing("本轮巡察名称")
    authority: str = must("派出巡察的党组织")
    approval: Approval = field(default=Approval(), metadata={"label": "批准"})
    document_numbers: DocumentNumbers = field(default=DocumentNumbers(), metadata={"label": "文号"})
    leading_group: str | None = missing("巡察工作领导小组名称")
    office: str | None = missing("巡察办名称")
    office_contact: str | None = missing("巡察办联系人")
    office_phone: str | None = missing("巡察办联系电话")
    framework: str = must("监督框架")
    phases: PhaseDates = field(default=PhaseDates(), metadata={"label": "阶段日期"})
    mobilisation: Meeting = field(default=Meeting(), metadata={"label": "动员部署会"})
    report_in: Appointment = field(default=Appointment(), metadata={"label": "组员报到"})
    briefing: Meeting = field(default=Meeting(), metadata={"label": "领导小组听取汇报"})
    as_of: dt.date = must("法规基准日")
    deadlines: tuple[Deadline, ...] = many("时限")
    recipients: tuple[str, ...] = many("商请通报的部门")
    signatories: tuple[Signatory, ...] = many("签发人")
    archive_codes: tuple[str, ...] = many("归档代码")
    confidentiality: str | None = missing("密级")
    coverage: tuple[Coverage, ...] = many("本届全覆盖进度")
    sample: bool = field(default=False, metadata={"label": "是否示例"})
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A member of a team."""

    name: str = must("姓名")
    unit: str | None = missing("工作单位")
    post: str | None = missing("职务")
    role: str = must("组内职务")
    phone: str | None = missing("联系电话")
    duty: str | None = missing("组内岗位")
    units: tuple[str, ...] = many("分管或联系的单位")
    recusals: tuple[str, ...] = many("回避单位")
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class Team:
    """One inspection team."""

    number: int = must("组号")
    name: str = must("巡察组名称")
    members: tuple[Person, ...] = many("组员")
    party_branch: str | None = missing("临时党支部")
    phone: str | None = missing("值班电话")
    hours: str | None = missing("受理时间")
    mailbox: str | None = missing("邮政信箱")
    address: str | None = missing("驻地地址")
    email: str | None = missing("电子邮箱")
    visit_room: str | None = missing("来访接待地点")
    acceptance: Span = field(default=Span(), metadata={"label": "受理起止日期"})


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitDuty:
    """One duty of this unit, as its own documents put it."""

    text: str = must("职责内容")
    source: str | None = missing("职责来源")


@dataclass(frozen=True, kw_only=True, slots=True)
class Leader:
    """One member of the unit's leadership."""

    name: str = must("姓名")
    post: str = must("职务")
    in_charge_of: str | None = missing("分管工作")
    since: dt.date | None = missing("任职时间")
    main: bool = field(default=False, metadata={"label": "是否主要负责人"})
    must_interview: bool = field(default=False, metadata={"label": "是否必谈"})
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class Finance:
    """One year's money, in 万元."""

    year: int = must("年度")
    budget: str | None = missing("预算收入（万元）")
    spending: str | None = missing("支出（万元）")
    projects: str | None = missing("项目支出（万元）")
    three_public: str | None = missing("“三公”经费（万元）")


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """One project of the unit."""

    name: str = must("项目名称")
    year: str | None = missing("实施年度")
    amount: str | None = missing("金额（万元）")
    state: str | None = missing("进展")


@dataclass(frozen=True, kw_only=True, slots=True)
class Oversight:
    """What a department answered when asked about this unit."""

    department: str = must("通报部门")
    requested: dt.date | None = missing("商请日期")
    due: dt.date | None = missing("要求回复日期")
    replied: dt.date | None = missing("回复日期")
    item: str | None = missing("通报内容")
    level: str | None = missing("问题性质")
    may_quote: bool = field(default=False, metadata={"label": "可否引用"})


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierFinding:
    """A problem of this unit found before, in the source's own words."""

    source: str = must("来源")
    date: dt.date | None = missing("提出时间")
    text: str = must("问题原文")
    status: str | None = missing("整改状态")


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """A policy that binds this unit's work."""

    title: str = must("政策名称")
    number: str | None = missing("文号")
    date: dt.date | None = missing("印发日期")
    requirement: str | None = missing("主要要求")
    basis: str | None = missing("条款")
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Focus points that people put in or left out, with the reason."""

    pin: tuple[str, ...] = many("指定的监督重点")
    exclude: tuple[str, ...] = many("排除的监督重点")
    reason: str | None = missing("指定或排除的理由")
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Only counts: no transcript, no name, no lead ever stands in a round file."""

    interviews: int | None = missing("谈话人次")
    meetings: int | None = missing("座谈会次数")
    surveys: int | None = missing("问卷份数")
    documents: int | None = missing("查阅资料份数")
    visits: int | None = missing("走访次数")
    letters: int | None = missing("来信件数")
    callers: int | None = missing("来访批次")
    calls: int | None = missing("来电件数")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """How many chose one option."""

    option: str = must("选项")
    count: int = must("人数")


@dataclass(frozen=True, kw_only=True, slots=True)
class SurveyQuestion:
    """One question of a survey with the number of each answer."""

    text: str = must("题目")
    answers: tuple[Answer, ...] = many("各选项人数")


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """The counts of an anonymous survey or appraisal; never who answered what."""

    name: str = must("测评或问卷名称")
    distributed: int = must("发出份数")
    returned: int = must("收回份数")
    questions: tuple[SurveyQuestion, ...] = many("题目")
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far rectification has come by the end of a month; counts and 万元 since its beginning."""

    month: str = must("月份")
    problems: int = must("反馈问题数")
    done: int = must("已完成数")
    red: int = field(default=0, metadata={"label": "红灯"})
    yellow: int = field(default=0, metadata={"label": "黄灯"})
    recovered: str | None = missing("追缴退还（万元）")
    rules: int = field(default=0, metadata={"label": "修订制度（项）"})
    location: Location = placed()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """An inspected unit; the inspected subject is its party organisation."""

    id: str = must("单位编号")
    team: int = must("承担巡察组")
    party_organisation: str = must("被巡察党组织全称")
    name: str = must("单位全称")
    short_name: str = must("单位简称")
    type: str = must("单位类型")
    subtype: str | None = missing("单位细类")
    kind: InspectionKind = field(default=InspectionKind.ROUTINE, metadata={"label": "巡察类型"})
    organisation: Organisation = field(default=Organisation.DIRECT, metadata={"label": "组织方式"})
    county: str | None = missing("所在县区")
    superior: str | None = missing("上级主管部门")
    period: Span = field(default=Span(), metadata={"label": "巡察覆盖时段"})
    presence: Span = field(default=Span(), metadata={"label": "驻点起止日期"})
    last_inspected: str | None = missing("上次巡察时间")
    entry_meeting: Meeting = field(default=Meeting(), metadata={"label": "进驻动员会"})
    hearing: Appointment = field(default=Appointment(), metadata={"label": "听取汇报会"})
    feedback_meeting: Meeting = field(default=Meeting(), metadata={"label": "反馈会"})
    duties: tuple[UnitDuty, ...] = many("主要职能")
    offices: tuple[str, ...] = many("内设机构")
    subsidiaries: tuple[str, ...] = many("下属单位")
    leadership: tuple[Leader, ...] = many("领导班子")
    headcount: int | None = missing("人数")
    finance: tuple[Finance, ...] = many("收支情况")
    projects: tuple[Project, ...] = many("重点项目")
    contact: str | None = missing("联络员")
    contact_phone: str | None = missing("联络员电话")
    venue: str | None = missing("驻点与谈话地点")
    oversight: tuple[Oversight, ...] = many("综合监督信息")
    earlier_findings: tuple[EarlierFinding, ...] = many("以往发现问题")
    policies: tuple[Policy, ...] = many("相关政策")
    selection: Choice = field(default=Choice(), metadata={"label": "人工选择"})
    counts: Counts = field(default=Counts(), metadata={"label": "工作量统计"})
    surveys: tuple[Survey, ...] = many("测评和问卷结果")
    progress: tuple[Progress, ...] = many("整改进展")
    location: Location = placed()

    @property
    def main_leaders(self) -> tuple[Leader, ...]:
        """Those marked as `main`, in file order; the first of the leadership where none is."""
        return tuple(leader for leader in self.leadership if leader.main) or self.leadership[:1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """A round with its teams and units, as round.yaml holds them."""

    round: RoundFacts = must("本轮巡察")
    teams: tuple[Team, ...] = must("巡察组")
    units: tuple[Unit, ...] = must("被巡察单位")
    policies: tuple[Policy, ...] = many("本轮政策清单")
    selection: Choice = field(default=Choice(), metadata={"label": "人工选择"})
    location: Location

    def units_of(self, team: Team) -> tuple[Unit, ...]:
        """The units of one team, in file order."""
        return tuple(unit for unit in self.units if unit.team == team.number)
