"""What people type at the staff's own screens."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from crm.shared.forms import Form
from crm.shared.words import N_


class SignInForm(Form):
    username = StringField(N_("Sign-in name"), [InputRequired(N_("Enter your sign-in name.")), Length(max=64)])
    password = PasswordField(N_("Password"), [InputRequired(N_("Enter your password.")), Length(max=256)])
