"""All tables, in the order in which they can be created."""
from __future__ import annotations

from models.activities import Activity, Assignment, ContactAttempt, Party, PoolDecision, Recusal, SpecialPlace
from models.assessments import Assessment
from models.audit import AuditEntry, Chain, PersonKey
from models.conduct import Award, Bar, Departure, Discipline
from models.corrections import Correction
from models.custom import PicklistItem, SavedFilter
from models.draws import Draw, DrawEvent, PoolEntry, RoundApproval
from models.imports import FlatColumn, ImportBatch, ImportHeading, ImportRow
from models.messages import LinkToken, Outbox
from models.offices import Organisation, PasswordHistory, SignInAttempt, User, UserRole, UserSession
from models.opinions import CaseFeedback, Feedback, Opinion
from models.own_fields import OwnField, OwnValue
from models.papers import Attachment, Numbering, Paper, Template
from models.rules import DayOverride, NoticeText, Parameter
from models.subsidies import SubsidyLine
from models.supervisors import Appointment, Leave, Supervisor, SupervisorProfession, Undertaking
from models.trainings import Attendance, Training

TABLES = (
    Organisation, User, UserRole, PasswordHistory, UserSession, SignInAttempt, PicklistItem, Parameter, DayOverride, NoticeText, SavedFilter,
    Supervisor, SupervisorProfession, Appointment, Leave, Undertaking, OwnField, OwnValue,
    Activity, SpecialPlace, Party, PoolDecision, Assignment, ContactAttempt, Recusal,
    Draw, PoolEntry, DrawEvent, RoundApproval, Opinion, Feedback, CaseFeedback, Training, Attendance, SubsidyLine, Assessment,
    Award, Discipline, Departure, Bar, Correction,
    ImportBatch, ImportRow, ImportHeading, FlatColumn,
    LinkToken, Outbox, Numbering, Template, Paper, Attachment, Chain, AuditEntry, PersonKey,
)
