"""Words of imports and of the flat sheet."""
from __future__ import annotations

from portal.domain.labels import N_

OUTCOMES = {
    "new": N_("New"),
    "changed": N_("Changed"),
    "unchanged": N_("Unchanged"),
    "asks": N_("Asks"),
    "wrong": N_("Wrong"),
}
OUTCOME_TONES = {"new": "done", "changed": "info", "unchanged": "neutral", "asks": "due", "wrong": "late"}

STATES = {
    "staged": N_("Waiting to be taken over"),
    "committing": N_("Being taken over"),
    "committed": N_("Taken over"),
    "undone": N_("Undone"),
    "discarded": N_("Thrown away"),
}
STATE_TONES = {"staged": "due", "committing": "info", "committed": "done", "undone": "neutral", "discarded": "neutral"}

SPOKEN = {
    "import:stage": N_("Sheet uploaded"),
    "import:rematch": N_("Columns of a sheet matched"),
    "import:ask": N_("Sheet given to be taken over"),
    "import:commit": N_("Sheet taken over"),
    "import:refuse": N_("Taking a sheet over failed; nothing was written"),
    "import:discard": N_("Uploaded sheet thrown away"),
    "import:undo": N_("Import undone"),
    "import:take_out": N_("Taken out again, as its import was undone"),
    "import:restore": N_("Former values restored, as an import was undone"),
    "import:download": N_("Wrong rows downloaded"),
    "activity:import": N_("Past activity entered from a sheet"),
    "flat:set": N_("Columns of the flat sheet set"),
}

NOTES = {
    "read_as": N_("“%(written)s” was read as %(read)s."),
    "birth_completed": N_("The day comes from the ID number: %(day)s."),
    "first_of_several": N_("Several phone numbers: the first right one is taken."),
    "no_counties": N_("The office keeps no list of counties, so this is left aside."),
}
"""How a cell was read, where that is not plain from what stands in it."""

ASKS = N_("Somebody of this name and birth date is registered as %(known)s. Is it the same person?")
ASKS_ALONE = N_("Somebody of this name and birth date is registered as %(known)s. If it is the same person, write %(known)s into a column 编号 of the"
                " sheet; if it is somebody else, import the sheet on the page “Imports”, which asks.")
"""The same where nobody can answer."""

REFUSALS = {
    # files
    "sheet_kind": N_("This is no sheet that can be read. Save it as Excel workbook (.xlsx), .xls or CSV and upload that."),
    "sheet_damaged": N_("The file is damaged or incomplete. Open it in WPS or Excel, save it anew as .xlsx and upload that."),
    "sheet_bomb": N_("The file unpacks to far more than a roster holds, so it is refused. Copy the rows into a new workbook."),
    "sheet_macros": N_("The file holds macros, so it is refused. Save it as a workbook without macros (.xlsx)."),
    "sheet_locked": N_("The file is protected by a password. Remove the password and upload it again."),
    "sheet_markup": N_("The file holds XML declarations that no spreadsheet program writes, so it is refused."),
    "sheet_too_wide": N_("A value stands far away from the table, or the sheet is too large. Delete the empty rows and columns around the table."),
    "sheet_unknown": N_("The file has no visible sheet named “%(name)s”."),
    "head_not_found": N_("No line of headings was found. It must stand among the first 30 rows and name at least two known columns, such as 姓名."),
    "rows_missing": N_("Below the headings there are no rows."),
    "rows_many": N_("The sheet has more than %(limit)s rows. Split it and import the parts one after the other."),
    # columns
    "column_unknown": N_("One of the columns is matched to something that does not exist. Choose from the list."),
    "column_twice": N_("Two columns are matched to “%(column)s”. Leave one of them out."),
    "column_needed": N_("No column is matched to “%(column)s”, without which nobody can be recognised."),
    # cells
    "digits_lost": N_("The number is kept as a number, so its last digits are lost. Set the column to the format “Text” and type it again."),
    "date_form": N_("This is no date. Write it as 1985-03-02, 1985.03.02 or 1985年3月2日."),
    "participation_unknown": N_("“%(value)s” does not say whether the person was there. Write 到场, 缺勤 or 请假."),
    "mark_form": N_("Write the mark as a number from 0 to 100, such as 92 or 92.5."),
    "hours_form": N_("Write hours as a number, such as 4 or 3.5."),
    "yes_or_no": N_("Write 是 or 否."),
    "not_in_list": N_("“%(value)s” is not in the list. Use a word of the list, or have it added as a synonym under Picklists."),
    "value_missing": N_("This must be given."),
    "day_in_future": N_("The day lies in the future. Only what is over is brought in here."),
    # rows
    "row_twice": N_("This is in the sheet already, in row %(row)s."),
    "term_start_missing": N_("The day on which the term starts is missing."),
    "namesakes": N_("Several people of this name are registered. Add a column 编号 with the person's code, or the ID number."),
    "name_of_other": N_("The ID number or code belongs to %(known)s, who has another name."),
    "person_unknown": N_("Nobody in the register fits. Register the person first."),
    "person_named_unknown": N_("“%(name)s” is not in the register. Register the person first, or write the code."),
    "person_named_twice": N_("There are several “%(name)s” in the register. Write the person's code instead."),
    "people_many": N_("At most %(limit)s people fit here."),
    "activity_there": N_("This activity is entered as %(number)s already, with other people. A closed activity stays as it is."),
    # batches
    "import_broke": N_("An unexpected fault came up, so nothing was written. Try again; if it fails again, tell the system administrator the name of this sheet."),
    "import_moved_on": N_("This sheet was taken over, thrown away or undone meanwhile. Reload the page."),
    "import_stale": N_("The register has changed since this preview was made. Press “Check again” and look at the rows once more; nothing was written."),
    "import_wrong_rows": N_("Rows that are wrong or ask: %(count)s. Correct the sheet, or take over the good rows only; nothing was written."),
    "import_row_refused": N_("Row %(row)s could not be written (%(why)s), so nothing was."),
    "import_built_on": N_("Something was entered since on what row %(row)s brought, so the import cannot be undone any more."),
    # the command line
    "account_unknown": N_("There is no account “%(name)s” in use."),
    "import_office_ambiguous": N_("There are several judicial bureaus: name the account of a clerk with --as."),
    # the flat sheet
    "heading_missing": N_("Every column that is shown needs a heading."),
    "columns_missing": N_("Choose at least one column."),
}
