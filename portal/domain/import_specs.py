"""The kinds of sheets that can be imported, as data: a column for each field, and what offices write above it."""
from __future__ import annotations

from portal.domain.importing import Column, Spec
from portal.domain.labels import N_


def column(field: str, label: str, headings: str, kind: str = "text", **more: object) -> Column:
    """Return a column; `headings` are parted by bars."""
    return Column(field, label, tuple(headings.split("|")), kind, **more)  # type: ignore[arg-type] # picklist, longest and mask


LINE = column("no", N_("Line no."), "序号|序|序列|顺序号|No|No.|№|#", "line")
NAME = column("name", N_("Name of the person"), "姓名|名字|人员姓名|监督员姓名|人民监督员姓名|人民监督员|监督员|参训人员|参训人员姓名|受奖人|Name", "name", longest=60)
CODE = column("code", N_("Code"), "编号|人员编号|监督员编号|人民监督员编号|代码", "code", longest=30)
ID_NUMBER = column(
    "id_number", N_("ID number"),
    "居民身份证号码|身份证|身份证号|身份证号码|居民身份证号|居民身份证|公民身份号码|公民身份证号码|身份号码|证件号码|证件号|身份证件号码", "id", mask="id_number")

SUPERVISORS = Spec("supervisors", N_("Register of people"), (
    LINE, NAME, CODE,
    column("sex", N_("Sex"), "性别|男女", "choice", picklist="sex"),
    column("nation", N_("Nationality"), "民族|族别", "choice", picklist="nation"),
    column("birth_date", N_("Date of birth"), "出生日期|出生年月|出生年月日|出生时间|出生|生日", "date"),
    ID_NUMBER,
    column("political", N_("Political status"), "政治面貌|政治面目|政治身份|党派", "choice", picklist="political"),
    column("education", N_("Education"), "学历|文化程度|文化水平|最高学历|学历层次|教育程度|文化", "choice", picklist="education"),
    column("school", N_("School"), "毕业院校|毕业学校|院校|学校|毕业院校及专业|毕业院校系及专业", longest=120),
    column("subject", N_("Subject studied"), "所学专业|专业|学科|专业名称", longest=120),
    column("work_unit", N_("Work unit"), "工作单位|单位|单位名称|所在单位|现工作单位|工作单位及职务|单位及职务|工作单位和职务", longest=120),
    column("post", N_("Post"), "职务|职称|职务/职称|职务职称|职务(职称)|现任职务|职业|岗位", longest=60),
    column("unit_kind", N_("Kind of work unit"), "人员类型|人员类别|身份类别|单位性质|人员身份|单位类别|职业类别", "choice", picklist="unit_kind"),
    column("professions", N_("Professions"), "专业特长|特长|专长|专业专长|专业领域|擅长领域|擅长|业务特长|专业特长(可多选)", "choices", picklist="profession"),
    column("public_servant", N_("Public servant"), "公职人员|是否公职人员|是否公务员|是否为公职人员|是否属于公职人员", "yes"),
    column("county", N_("County"), "县(区)|区县|县区|所在区县|所属区县|所属辖区|辖区|所属区|所在区|旗县区|旗县|县市区|所属地区|地区", "county", picklist="county"),
    column("phone", N_("Mobile phone"), "联系电话|联系方式|手机|手机号|手机号码|电话|电话号码|移动电话|联系手机|联系电话号码|本人电话", "phone", mask="phone"),
    column("address", N_("Home address"), "家庭住址|通讯地址|住址|地址|家庭地址|联系地址|通信地址|现住址|居住地址|住所|居住地", longest=200, mask="address"),
    column("email", N_("E-mail address"), "电子邮箱|邮箱|电子邮件|邮件|E-mail|Email|邮箱地址", "email", longest=120),
    column("way_in", N_("Way in"), "产生方式|选任方式|推荐方式|来源|报名方式|产生形式", "choice", picklist="way_in"),
    column("recommender", N_("Recommended by"), "推荐单位|推荐组织|推荐单位(组织)|推荐机构|推荐单位或组织|推荐人", longest=120),
    column("starts_on", N_("Term begins on"),
           "任期起|任期开始|任期起始|任期起始日期|任期起始时间|任期开始日期|任期开始时间|任期自|任期起日|任职时间|任职日期|聘任时间|聘任日期|选任时间|选任日期"
           "|聘期起|起始日期|起始时间|任期从|任期(起)", "date"),
    column("ends_on", N_("Term runs until"),
           "任期止|任期结束|任期届满|届满日期|届满时间|任期终止|任期截止|任期结束日期|任期结束时间|任期截止日期|任期截止时间"
           "|任期届满日期|任期止日|聘期止|截止日期|截止时间|任期至|终止日期|任期到|任期(止)", "date"),
    column("term", N_("Term"), "任期|任职期限|聘期|任期起止|任期起止时间|任期起止日期|任职起止时间|本届任期", "span"),
    column("certificate_no", N_("Certificate no."), "证书编号|证书号|证书号码|证件编号|证号|工作证号|聘书编号|监督员证号|任职证书编号", longest=60),
    column("bank_branch", N_("Bank's branch"), "开户行|开户银行|银行|开户行名称|开户网点", longest=120),
    column("bank_card", N_("Bank card"), "银行卡号|银行账号|银行帐号|卡号|账号|帐号|银行卡|银行卡账号", "card", mask="bank_card"),
    column("relatives", N_("Near relatives"), "近亲属|近亲属姓名|家庭成员|主要家庭成员", "names", mask="relatives"),
    column("no_subsidy", N_("Draws no subsidy"), "不领取补助|是否不领取补助|不领补助", "yes"),
    column("remark", N_("Remark"), "备注|附注", "long"),
), vital=("name", "id_number", "code"), needs=("name", "code"))

TRAININGS = Spec("trainings", N_("Attendance of trainings"), (
    LINE, NAME, CODE, ID_NUMBER,
    column("title", N_("Subject of the class"), "培训主题|培训名称|培训班|培训班名称|班次|培训内容|课程|课程名称|培训题目|主题|Class", longest=200),
    column("form", N_("Form of training"), "培训方式|培训形式|形式|方式", "choice", picklist="training_form"),
    column("starts_on", N_("First day"), "起始日期|开始日期|培训日期|培训时间|日期|时间|开始时间|培训开始日期", "date"),
    column("ends_on", N_("Last day"), "截止日期|结束日期|结束时间|培训结束日期", "date"),
    column("class_hours", N_("Hours of the class"), "培训学时|总学时|培训课时", "hours"),
    column("hours_tenths", N_("Hours"), "学时|学时数|课时|获得学时|参训学时|完成学时|认定学时|Certified hours", "hours"),
    column("state", N_("State"), "出勤情况|出勤|考勤|考勤情况|签到|签到情况|到课情况|到场情况|参训情况|是否参加|是否到场|状态", "participation"),
    column("exam_tenths", N_("Exam mark"), "考试成绩|成绩|考核成绩|测试成绩|结业成绩|分数|得分", "mark"),
    column("certificate_no", N_("Certificate no."), "证书编号|证书号|结业证书|结业证书编号|结业证号|合格证号", longest=60),
    column("lecturer", N_("Lecturer"), "授课人|讲师|主讲人|授课教师|授课老师", longest=120),
    column("place", N_("Place"), "地点|培训地点|地址", longest=200),
    column("remark", N_("Remark"), "备注|附注", longest=200),
), vital=("name", "title", "code"), needs=("title",))

ACTIVITIES = Spec("activities", N_("Past activities"), (
    LINE,
    column("number", N_("Number"), "编号|活动编号|需求编号|文号|函号", longest=40),
    column("starts_at", N_("Time"), "时间|日期|活动时间|活动日期|监督时间|监督日期|开展时间|开展日期|开始时间", "moment"),
    column("procuratorate", N_("Procuratorate"), "检察院|邀请单位|检察机关|办案单位|办案机关|邀请检察院|承办检察院|主办单位|单位", longest=120),
    column("mode", N_("Mode of supervision"), "监督方式|活动类型|监督类型|活动方式|监督形式|方式|类型", "choice", picklist="mode"),
    column("business_line", N_("Business line"), "业务类别|业务条线|业务类型|类别", "choice", picklist="business_line"),
    column("title", N_("Title"), "标题|活动名称|案件名称|案由|监督事项|事项|内容|活动内容|监督内容|案件或活动名称", longest=200),
    column("place", N_("Place"), "地点|活动地点|监督地点", longest=200),
    column("people", N_("People who attended"), "人民监督员|参加人员|参加人|监督员|人民监督员姓名|参加监督员|参加人民监督员|到场人员|参与人员|监督员姓名|姓名", "long"),
    column("outcome", N_("What became of it"), "结果|监督结果|办理情况|处理结果|监督情况", "long"),
    column("remark", N_("Remark"), "备注|附注", "long"),
), vital=("title", "people", "starts_at"), needs=("starts_at",))

AWARDS = Spec("awards", N_("Awards"), (
    LINE, NAME, CODE, ID_NUMBER,
    column("awarded_on", N_("Awarded on"), "表彰日期|表彰时间|奖励日期|奖励时间|授予日期|授予时间|获奖时间|获奖日期|时间|日期", "date"),
    column("title", N_("Title of the award"), "荣誉称号|表彰名称|奖项|奖励名称|奖项名称|称号|荣誉名称|表彰奖励名称", longest=120),
    column("level", N_("Level"), "级别|表彰级别|奖励级别|奖项级别|荣誉级别", "choice", picklist="award_level"),
    column("awarded_by", N_("Awarded by"), "授予单位|表彰单位|颁发单位|授奖单位|授予机关|表彰机关|颁奖单位", longest=120),
    column("document", N_("Document no."), "文号|文件号|表彰文号|文件编号", longest=80),
    column("remark", N_("Remark"), "备注|附注", "long"),
), vital=("name", "title", "code"), needs=("title",))

SPECS = {spec.name: spec for spec in (SUPERVISORS, TRAININGS, ACTIVITIES, AWARDS)}
"""Name of the kind → what its sheets hold."""
