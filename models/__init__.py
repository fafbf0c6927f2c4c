"""All tables, in the order in which they can be created."""
from __future__ import annotations

from models.activities import Activity, Assignment, ContactAttempt, Party, PoolDecision, Recusal, SpecialPlace
from models.assessments import (
    Assessment,
    AssessmentEdition,
    AssessmentObjection,
    AssessmentOpinion,
    AssessmentRound,
    AssessmentScheme,
    AssessmentSurvey,
    AssessmentTelling,
)
from models.audit import AuditEntry, Chain, PersonKey
from models.conduct import Award, Bar, Departure, Discipline
from models.corrections import Correction
from models.custom import PicklistItem, SavedFilter
from models.draws import Draw, DrawEvent, PoolEntry, RoundApproval
from models.figures import FrozenFigures
from models.imports import FlatColumn, ImportBatch, ImportHeading, ImportRow
from models.liaison import Bulletin, BulletinOffice, BulletinReading, Decision, Meeting, MeetingOffice, Suggestion, Visit, VisitGuest
from models.messages import LinkToken, Outbox
from models.offices import Organisation, PasswordHistory, SignInAttempt, User, UserRole, UserSession
from models.opinions import CaseFeedback, Feedback, Opinion
from models.own_fields import OwnField, OwnValue
from models.papers import Attachment, Numbering, Paper, Template, TemplateCopy
from models.planning import CalendarFeed, Plan, PlanItem
from models.recruitment import Applicant, ApplicantCheck, ApplicantReview, Inspection, Recruitment, RecruitmentObjection, RecruitmentQuota
from models.rules import DayOverride, NoticeText, Parameter
from models.subsidies import SubsidyBatch, SubsidyBudget, SubsidyLine, SubsidyRate
from models.supervisors import Appointment, Leave, Supervisor, SupervisorProfession, Undertaking
from models.trainings import Attendance, ClassFeedback, Material, Reading, Subscription, SubscriptionReader, Training

TABLES = (
    Organisation, User, UserRole, PasswordHistory, UserSession, SignInAttempt, PicklistItem, Parameter, DayOverride, NoticeText, SavedFilter,
    Supervisor, SupervisorProfession, Appointment, Leave, Undertaking, OwnField, OwnValue,
    Plan, PlanItem, CalendarFeed,
    Activity, SpecialPlace, Party, PoolDecision, Assignment, ContactAttempt, Recusal,
    Draw, PoolEntry, DrawEvent, RoundApproval, Opinion, Feedback, CaseFeedback, Training, Attendance, SubsidyRate, SubsidyBatch, SubsidyLine, SubsidyBudget,
    Award, Discipline, Departure, Bar, Correction,
    AssessmentScheme, AssessmentRound, Assessment, AssessmentOpinion, AssessmentSurvey, AssessmentObjection, AssessmentTelling, AssessmentEdition,
    Visit, VisitGuest, Suggestion, Meeting, MeetingOffice, Decision, Bulletin, BulletinOffice, BulletinReading,
    ClassFeedback, Material, Reading, Subscription, SubscriptionReader,
    Recruitment, RecruitmentQuota, Applicant, ApplicantCheck, ApplicantReview, Inspection, RecruitmentObjection,
    ImportBatch, ImportRow, ImportHeading, FlatColumn, FrozenFigures,
    LinkToken, Outbox, Numbering, Template, TemplateCopy, Paper, Attachment, Chain, AuditEntry, PersonKey,
)
