"""What people fill in about being told. Services check; the forms only carry."""

from flask_wtf import FlaskForm
from wtforms import EmailField, StringField

from app.notifications.models import LONGEST_ADDRESS


class AddressForm(FlaskForm):
    class Meta:
        csrf = False  # the page's own token covers it

    address = EmailField("Địa chỉ thư", render_kw={"autocomplete": "email", "maxlength": LONGEST_ADDRESS})


class CodeForm(FlaskForm):
    class Meta:
        csrf = False

    code = StringField(
        "Mã trong thư",
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12, "class": "w-half"},
    )
