"""What people fill in at the door and for their own account. Services check; the forms only carry."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField

from app.accounts.passwords import LONGEST

_OWN = {"autocapitalize": "none", "spellcheck": "false"}


class OnceForm(FlaskForm):
    class Meta:
        csrf = False  # the page's own token covers it

    code = StringField(
        "Mã đăng nhập một lần",
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": 20,
        },
    )


class PasswordForm(FlaskForm):
    class Meta:
        csrf = False

    password = PasswordField(
        "Mật khẩu đang dùng", render_kw=_OWN | {"autocomplete": "current-password", "maxlength": LONGEST}
    )
    new_password = PasswordField(
        "Mật khẩu mới", render_kw=_OWN | {"autocomplete": "new-password", "maxlength": LONGEST + 1}
    )
    new_password_again = PasswordField(
        "Nhập lại mật khẩu mới", render_kw=_OWN | {"autocomplete": "new-password", "maxlength": LONGEST + 1}
    )


class ConfirmForm(FlaskForm):
    class Meta:
        csrf = False

    code = StringField(
        "Mã 6 chữ số trong ứng dụng",
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 10},
    )


class FactorForm(ConfirmForm):
    recovery_password = StringField(
        "Mã dự phòng",
        render_kw=_OWN | {"autocomplete": "off", "autocapitalize": "characters", "maxlength": 20},
    )
    trust = BooleanField("")
