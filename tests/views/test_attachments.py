"""Files on the page of the record beside which they lie."""
from __future__ import annotations

import io
import re
from collections.abc import Callable

from models import Attachment
from tests import factories
from tests.conftest import Client

As = Callable[[str], Client]
PDF = b"%PDF-1.7 " + b"0" * 40


def test_a_file_is_added_fetched_and_withdrawn_on_the_persons_page(client_as: As) -> None:
    clerk, person = client_as("clerk"), factories.supervisor()
    page = f"/supervisors/{person.id}"
    answer = clerk.post(f"/attachments/supervisor/{person.id}", data={"file": (io.BytesIO(PDF), "承诺书.pdf"), "note": "2026年"},
                        content_type="multipart/form-data")
    assert answer.status_code == 303 and answer.location == page
    html = client_as("leader").get(f"{page}?tab=files").text
    found = re.search(r'href="(/attachments/\d+)/file">承诺书.pdf', html)
    assert found and "2026年" in html and "传错" not in html
    file = client_as("leader").get(f"{found[1]}/file")
    assert file.data == PDF and file.headers["Content-Disposition"].startswith("attachment;")
    assert clerk.post(f"{found[1]}/withdraw", data={"reason": ""}, headers={"Referer": f"http://localhost{page}"}).status_code == 303
    assert Attachment.get().withdrawn_at is None
    clerk.post(f"{found[1]}/withdraw", data={"reason": "传错了"})
    assert "承诺书.pdf" not in clerk.get(f"{page}?tab=files").text


def test_what_is_no_document_is_refused_with_a_sentence(client_as: As) -> None:
    clerk, person = client_as("clerk"), factories.supervisor()
    page = f"/supervisors/{person.id}"
    answer = clerk.post(f"/attachments/supervisor/{person.id}", data={"file": (io.BytesIO(b"MZ"), "x.pdf")}, content_type="multipart/form-data",
                        headers={"Referer": f"http://localhost{page}"})
    assert answer.status_code == 303
    assert "不接受这种文件" in clerk.get(answer.location).text or Attachment.select().count() == 0
