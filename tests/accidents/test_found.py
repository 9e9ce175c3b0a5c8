"""What the fuzzing found, each by itself."""

import pytest
from werkzeug.exceptions import ClientDisconnected

from tests.meetings.ready import convened


@pytest.mark.parametrize("said", [{"Referer": "http://[::bad"}, {"Origin": "http://[", "Referer": "http://]["}])
def test_who_says_to_come_from_no_address_is_refused_like_anybody(as_user, client, committed, actor_of, said):
    with committed():
        path = f"/meetings/{convened(actor_of).id}/steps/cancel"
    assert as_user("thang").post(path, data={"version": "99", "reason": "Lũ"}, headers=said).status_code == 409
    assert client.post(path, data={"reason": "Lũ"}, headers=said).status_code == 401


def test_a_form_that_breaks_off_on_its_way_is_refused_with_a_page(as_user, committed, actor_of):
    with committed():
        path = f"/meetings/{convened(actor_of).id}/steps/cancel"
    broken = {"CONTENT_LENGTH": "500", "wsgi.input": Broken(), "wsgi.input_terminated": False}
    answer = as_user("thang").post(path, content_type="application/x-www-form-urlencoded", environ_overrides=broken)
    assert (answer.status_code, "Yêu cầu không hợp lệ" in answer.text) == (400, True)


def test_a_part_of_a_form_that_bears_no_name_is_nobodys_field(as_user, committed, actor_of):
    with committed():
        path = f"/meetings/{convened(actor_of).id}/steps/cancel"
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--"
    assert as_user("thang").post(path, data=body, content_type="multipart/form-data; boundary=x").status_code == 409


class Broken:
    """What is left of a request whose sender is gone."""

    def read(self, *_size: int) -> bytes:
        raise ClientDisconnected

    readinto = readline = read
